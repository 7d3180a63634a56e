"""The sheets of a workbook, in the order in which their rows may refer to one another."""

from handlers.workbook import uploads
from handlers.workbook.columns import Column, fold
from handlers.workbook.people import Gatherings, Profiles, Roster
from handlers.workbook.register import Register
from handlers.workbook.services import Clients, Contracts, FollowUps, Hazards, Visits

REGISTERS: tuple[Register, ...] = (
    Profiles(),
    Roster(),
    Clients(),
    Contracts(),
    Visits(),
    Hazards(),
    FollowUps(),
    Gatherings(),
)

GUIDE = "说明"
NOTES = ("序号", "备注", "问题", "扫描件", "照片", "签收", "扣分影响")
"""Headings for people alone."""

TITLES = {
    fold(name): title
    for title, names in (
        *((register.title, (register.title, *register.also)) for register in REGISTERS),
        (uploads.TITLE, (uploads.TITLE, *uploads.ALSO)),
    )
    for name in names
}


def titled(title: str) -> str | None:
    """The sheet that is meant by what somebody called it."""
    return TITLES.get(fold(title))


def columns_of(title: str) -> tuple[Column, ...]:
    """The columns of a sheet by its own title."""
    found = (register.columns for register in REGISTERS if register.title == title)
    return next(found, uploads.COLUMNS)


def known(title: str) -> bool:
    return titled(title) is not None
