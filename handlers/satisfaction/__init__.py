"""满意度测评 in chat: the bureau asks and watches, whoever is asked gives their marks."""

from handlers.satisfaction.forms import BallotForm, OfficialForm
from handlers.satisfaction.handle import ROLES, ask, handle

FORMS = (BallotForm, OfficialForm)
"""Not in the menu: the one is opened on a ballot, the other from the survey's own view."""

WORDS = ("/survey", "满意度", "满意度测评", "测评")

__all__ = ["FORMS", "ROLES", "WORDS", "ask", "handle"]
