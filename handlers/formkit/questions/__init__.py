"""The kinds of question, one file per way of answering."""

from handlers.formkit.questions.carried import Carried
from handlers.formkit.questions.choice import OneOf, Several, YesNo
from handlers.formkit.questions.day import Day
from handlers.formkit.questions.files import Files
from handlers.formkit.questions.group import Group
from handlers.formkit.questions.lookup import Lookup, SeveralOf
from handlers.formkit.questions.number import Amount, Count
from handlers.formkit.questions.text import Text

__all__ = [
    "Amount",
    "Carried",
    "Count",
    "Day",
    "Files",
    "Group",
    "Lookup",
    "OneOf",
    "Several",
    "SeveralOf",
    "Text",
    "YesNo",
]
