"""Where a code leads: the ways into the channels that are served, told at the start.

A way is an address to open, or, in a messenger without addresses, words that say what to do."""

from collections.abc import Callable, Iterable

from storage.link import Purpose

Ways = Callable[[], Iterable[tuple[str, str]]]

LETTERS = {Purpose.SIGN: "s", Purpose.SURVEY: "p", Purpose.ALARM: "a"}
"""How a purpose stands in an address: ``/s/CODE`` on the page, ``s-CODE`` to a messenger."""

LINK_DAYS = 14
FIRST_WORD = "菜单"
"""What is sent to a bot that no address opens, only to begin."""

_PAGE = "/i/{code}"
_WAYS: list[Ways] = []
_DAYS = [LINK_DAYS]


def configure(ways: Ways, days: int = LINK_DAYS) -> None:
    """``ways`` gives each channel's name and its way in with ``{code}`` where the code stands. It
    is asked each time: a messenger tells its bot's name only once it can be reached. ``days``: how
    long the links of those without an account hold."""
    _WAYS[:], _DAYS[:] = [ways], [days]


def link_days() -> int:
    return _DAYS[0]


def known_ways() -> list[tuple[str, str]]:
    return [way for ways in _WAYS for way in ways()]


def addresses(purpose: Purpose, code: str) -> list[tuple[str, str]]:
    """Each channel's name and where it opens a link of this purpose: the page, which needs no
    account, first, and what is no address last."""
    letter = LETTERS[purpose]
    pages = [(n, a.replace(_PAGE, f"/{letter}/{code}")) for n, a in known_ways() if _PAGE in a]
    others = [
        (name, address.replace("{code}", f"{letter}-{code}"))
        for name, address in known_ways()
        if _PAGE not in address
    ]
    return [*pages, *sorted(others, key=lambda way: not is_address(way[1]))]


def is_address(way: str) -> bool:
    """Whether a way can be opened, and be read from a QR picture."""
    return way.startswith(("http://", "https://"))


def address_lines(purpose: Purpose, code: str, *, paged: bool = False) -> list[str]:
    """The same as lines to pass on. ``paged``: to somebody whom no messenger can let in, where
    there is a page."""
    found = addresses(purpose, code)
    if paged:
        page = f"/{LETTERS[purpose]}/{code}"
        found = [way for way in found if way[1].endswith(page)] or found
    if len(found) == 1:
        return [found[0][1]]
    return [f"{name}：{address}" for name, address in found]


def page_of(purpose: Purpose, code: str) -> str:
    """The address that goes into a QR picture: the page's where there is one; empty where nothing
    that has an address is served."""
    return next((way for _name, way in addresses(purpose, code) if is_address(way)), "")


def proof_page(content_hash: str) -> str:
    """Where a paper copy's QR picture leads; empty where no page is served."""
    found = (a.replace(_PAGE, f"/v/{content_hash}") for _name, a in known_ways() if _PAGE in a)
    return next(found, "")


def public_page(number: str = "") -> str:
    """Where anybody reads what was published; empty where no page is served."""
    path = f"/r/{number}" if number else "/r"
    found = (a.replace(_PAGE, path) for _name, a in known_ways() if _PAGE in a)
    return next(found, "")


def private_chats() -> list[tuple[str, str]]:
    """Each messenger's name and how to be alone with the bot there."""
    return [
        (name, way.replace("{code}", "results" if is_address(way) else FIRST_WORD))
        for name, way in known_ways()
        if _PAGE not in way
    ]
