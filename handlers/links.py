"""The ways in for an invitation's code: the app says at the start which channels it serves."""

from collections.abc import Callable, Iterable

Ways = Callable[[], Iterable[tuple[str, str]]]

_WAYS: list[Ways] = []


def configure(ways: Ways) -> None:
    """``ways`` gives each channel's name and its address with ``{code}`` where the code stands. It
    is asked each time: a messenger tells its bot's name only once it can be reached."""
    _WAYS[:] = [ways]


def invitation_links(code: str) -> list[str]:
    """The lines to pass on. They hold a secret: shown once, to whoever invites."""
    known = [way for ways in _WAYS for way in ways()]
    links = [f"{name}：{address.replace('{code}', code)}" for name, address in known]
    return [f"邀请码：{code}", *links, "邀请码只显示这一次，7天内有效，只能用一次，请转给本人。"]
