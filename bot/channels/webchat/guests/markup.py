"""Small pieces of HTML that the guests' pages share; whatever people wrote is text."""

from collections.abc import Iterable
from datetime import date, datetime
from html import escape

from bot.channels.webchat.guests.seams import Hazard
from bot.channels.webchat.pages import ZONE


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return f"{day(local.date())} {local:%H:%M}"


def facts(*rows: tuple[str, str]) -> str:
    """A list of labels and texts; what has no text is left out."""
    shown = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{lines(text)}</dd></div>" for label, text in rows if text
    )
    return f"<dl class='facts'>{shown}</dl>" if shown else ""


def lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def note(text: str, kind: str = "note") -> str:
    return f"<p class='{kind}'>{lines(text)}</p>"


def field(id: str, label: str, value: str = "", *, hint: str = "", more: str = "") -> str:
    """One line to type in; ``more`` are attributes of ours."""
    said = f"<span class='hint' id='{id}-hint'>{escape(hint)}</span>" if hint else ""
    described = f" aria-describedby='{id}-hint'" if hint else ""
    return (
        f"<div class='field'><label for='{id}'>{escape(label)}</label>{said}"
        f"<input id='{id}' name='{id}' value='{escape(value)}'{described} {more}></div>"
    )


def area(id: str, label: str, value: str = "", *, limit: int = 500, holder: str = "") -> str:
    return (
        f"<div class='field'><label for='{id}'>{escape(label)}</label>"
        f"<textarea id='{id}' name='{id}' rows='3' maxlength='{limit}' "
        f"placeholder='{escape(holder)}'>{escape(value)}</textarea></div>"
    )


def hazard(one: Hazard, number: int, photos_at: str, below: str = "") -> str:
    """A hazard as a card, with its photos; ``below`` is what may be done about it."""
    grade = "major" if one.major else "general"
    heading = f"hazard-{number}"
    rows = facts(
        ("整改意见", one.advice),
        ("整改期限", day(one.deadline) if one.deadline else ""),
        ("编号", one.number),
    )
    return (
        f"<li class='hazard' aria-labelledby='{heading}'>"
        f"<p class='where'><span class='count'>{number}</span><span>{escape(one.place)}</span>"
        f"<span class='grade {grade}'>{escape(one.grade)}</span></p>"
        f"<h2 id='{heading}'>{lines(one.description)}</h2>"
        f"{photos(one.photos, one.place, photos_at)}{rows}{below}</li>"
    )


def photos(names: Iterable[str], of: str, photos_at: str) -> str:
    shown = "".join(
        f"<li><a href='{photos_at}/{escape(sha)}' target='_blank' rel='noopener'>"
        f"<img src='{photos_at}/{escape(sha)}' loading='lazy' "
        f"alt='{escape(of)}的照片{place}（点开看大图）'></a></li>"
        for place, sha in enumerate(names, 1)
    )
    return f"<ul class='photos'>{shown}</ul>" if shown else ""
