"""The ways in for an invitation's code: the app says at the start which channels it serves."""

from storage.ways import configure, known_ways

__all__ = ["configure", "invitation_links"]


def invitation_links(code: str) -> list[str]:
    """The lines to pass on. They hold a secret: shown once, to whoever invites."""
    links = [f"{name}：{address.replace('{code}', code)}" for name, address in known_ways()]
    return [f"邀请码：{code}", *links, "邀请码只显示这一次，7天内有效，只能用一次，请转给本人。"]
