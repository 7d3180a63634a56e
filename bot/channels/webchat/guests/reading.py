"""What a guest's page sends, read with suspicion."""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.channels.webchat.guests.seams import Marks, Signing, Visitor

BODY_LIMIT = 256 * 1024
OUTCOMES = frozenset({"signed", "refused", "not_me"})
LONGEST, NAME = 500, 40
DISPUTES = 300
WORDS = 1000
LOGINS = 8


class Unread(Exception):
    """A submission that can't be taken; the sentence says what is missing."""


def visitor_of(request: web.Request) -> Visitor:
    """Behind a proxy on this machine the address is the one that the proxy saw."""
    address = request.remote or ""
    if address in ("127.0.0.1", "::1"):
        passed = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        address = passed[:64] or address
    logins = request.headers.get("X-Anxing-Logins", "")[: 64 * LOGINS].split(",")
    return Visitor(address, tuple(one.strip() for one in logins if one.strip())[:LOGINS])


async def submitted(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request. Raises ``Unread``."""
    raw = bytearray()
    while chunk := await request.content.read(1 << 14):
        raw += chunk
        if len(raw) > BODY_LIMIT:
            raise Unread("写得太长了，请缩短后再提交。")
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Unread("没有看懂提交的内容，请刷新页面后再试。")
    return given


def signing_of(given: Mapping[str, Any]) -> Signing:
    outcome = _text(given, "outcome", 20)
    if outcome not in OUTCOMES:
        raise Unread("没有看懂提交的内容，请刷新页面后再试。")
    signing = Signing(
        outcome,
        _text(given, "seal", 64),
        _text(given, "name", NAME, "姓名"),
        _text(given, "post", NAME, "职务"),
        _text(given, "code", 20, "确认码"),
        _text(given, "reason", LONGEST, "拒签理由"),
        _disputes(given.get("disputes", {})) if outcome == "signed" else {},
    )
    if not signing.name and outcome != "not_me":
        raise Unread("请填写您的姓名。")
    if not signing.reason and outcome == "refused":
        raise Unread("请写明拒签的理由。")
    return signing


def marks_of(given: Mapping[str, Any]) -> Marks:
    marks = given.get("marks")
    if not isinstance(marks, dict) or len(marks) > 20:
        raise Unread("请给每一项打分。")
    for mark in marks.values():
        if type(mark) is not int or not 0 <= mark <= 10:
            raise Unread("请给每一项打0到10分。")
    paper = _text(given, "paper", 64)
    return Marks(paper, marks, _text(given, "words", WORDS, "还想说的话"))


def _disputes(given: object) -> dict[str, str]:
    if not isinstance(given, dict) or len(given) > DISPUTES:
        raise Unread("没有看懂提交的内容，请刷新页面后再试。")
    read = {str(id): _text(given, id, LONGEST, "异议") for id in given}
    if not all(read.values()):
        raise Unread("请写明有异议的那一条哪里不同意，或取消勾选。")
    return read


def _text(given: Mapping[str, Any], key: str, limit: int, label: str = "内容") -> str:
    """Text as it was typed, without what a terminal would obey; half a surrogate pair is none."""
    value = given.get(key, "")
    if not isinstance(value, str):
        raise Unread("没有看懂提交的内容，请刷新页面后再试。")
    clean = "".join(char for char in value if _is_text(char)).strip()
    if not any(char.isprintable() and not char.isspace() for char in clean):
        return ""
    if len(clean) > limit:
        raise Unread(f"{label}写得太长：最多{limit}个字，现在{len(clean)}个字。")
    return clean


def _is_text(char: str) -> bool:
    """Wide spaces of a Chinese keyboard and the joiners inside an emoji are text, too."""
    return char.isprintable() or char in "\n\u200c\u200d" or unicodedata.category(char) == "Zs"
