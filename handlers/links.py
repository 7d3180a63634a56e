"""The ways in for an invitation's code: the app says at the start which channels it serves."""

_WAYS: list[tuple[str, str]] = []


def configure(*ways: tuple[str, str]) -> None:
    """Each a channel's name and its address with ``{code}`` where the code stands."""
    _WAYS[:] = ways


def invitation_links(code: str) -> list[str]:
    """The lines to pass on. They hold a secret: shown once, to whoever invites."""
    links = [f"{name}：{address.replace('{code}', code)}" for name, address in _WAYS]
    return [f"邀请码：{code}", *links, "邀请码只显示这一次，7天内有效，只能用一次，请转给本人。"]
