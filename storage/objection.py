"""Before publication an agency sees its card and may object to single deductions (异议)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from storage.entity import Key, Record, stored


class Ruling(StrEnum):
    """异议的处理结果"""

    UPHELD = "upheld"
    REFUSED = "refused"


@stored("disclosure", "评定结果告知", "GZ", ("agency_id",), ("inspection_id",))
class Disclosure(Record):
    """A submitted card shown to its agency, which may object up to ``until`` (included) or say
    before that it has nothing to object (``accepted_at``)."""

    agency_id: Annotated[str, Key("agency")]
    inspection_id: Annotated[str, Key("inspection")]
    card_id: Annotated[str, Key("card")]
    opened_on: date
    until: date
    accepted_at: datetime | None = None
    accepted_by: Annotated[str | None, Key("person")] = None


@stored("objection", "异议", "YY", ("agency_id",), ("disclosure_id",), ("inspection_id",))
class Objection(Record):
    """About one deduction (``rule``) of the card ``card_id``, or about some of its ``cases`` (none
    named: all). Open until there is a ``ruling`` of somebody who did not inspect; upheld, the
    corrected card is ``settled_card_id``."""

    agency_id: Annotated[str, Key("agency")]
    inspection_id: Annotated[str, Key("inspection")]
    disclosure_id: Annotated[str, Key("disclosure")]
    card_id: Annotated[str, Key("card")]
    item: int
    rule: str
    cases: tuple[str, ...] = ()
    words: str
    files: tuple[str, ...] = ()
    raised_by: Annotated[str, Key("person")]
    raised_on: date
    ruling: Ruling | None = None
    ruled_by: Annotated[str | None, Key("person")] = None
    ruled_on: date | None = None
    grounds: str | None = None
    settled_card_id: Annotated[str | None, Key("card")] = None
