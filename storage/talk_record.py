"""A talk that was held: its record and minutes, confirmed by both sides, and what came of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zlib import crc32

from storage.store import Store
from storage.talk import Talk
from storage.talks import NotNow, called, tell_agency, tell_bureau

NO_DEMANDS = "约谈纪要双方已确认，没有整改要求。"


@dataclass(frozen=True)
class Held:
    """What was written down: ``talked`` the answers, ``minutes`` the text made of them."""

    on: date
    talked: dict[str, Any] = field(hash=False)
    minutes: str
    demands: str | None
    rectify_by: date | None


def hold(store: Store, talk: Talk, held: Held) -> Talk:
    """Keep the record. One side may have confirmed earlier minutes: a change voids that."""
    if talk.withdrawn_at is not None:
        raise NotNow("这次约谈已经取消。")
    if confirmed(talk):
        raise NotNow("纪要双方都已确认，不能再改。")
    made = store.revise(
        talk,
        reason="约谈记录" if talk.held_on is None else "修改约谈记录",
        held_on=held.on,
        talked=held.talked,
        minutes=held.minutes,
        demands=held.demands,
        rectify_by=held.rectify_by,
        bureau_confirmed_at=None,
        bureau_confirmed_by=None,
        agency_confirmed_at=None,
        agency_confirmed_by=None,
    )
    if made is not talk:
        text = f"{called(talk)}（{talk.number}）的纪要写好了，请核对，没有出入就点“确认纪要”。"
        tell_agency(store, made, "minutes", "请确认约谈纪要", text)
    return made


def version(talk: Talk) -> int:
    """Names the minutes as they read now: a confirmation is of exactly these."""
    return crc32(f"{talk.minutes}".encode())


def confirmed(talk: Talk) -> bool:
    return talk.bureau_confirmed_at is not None and talk.agency_confirmed_at is not None


def confirm(store: Store, talk: Talk, agency: bool, seen: int) -> Talk:
    """One side's yes to the minutes it saw. Both: the record stands, and where nothing was
    demanded the talk is closed."""
    if talk.withdrawn_at is not None or talk.minutes is None:
        raise NotNow("这次约谈还没有纪要。")
    if seen != version(talk):
        raise NotNow("纪要有改动，请重新核对再确认。")
    side = "agency" if agency else "bureau"
    if getattr(talk, f"{side}_confirmed_at") is not None:
        return talk
    values: dict[str, Any] = {
        f"{side}_confirmed_at": store.now,
        f"{side}_confirmed_by": store.author,
    }
    if getattr(talk, f"{'bureau' if agency else 'agency'}_confirmed_at") and not talk.demands:
        values |= {"closed_on": store.today, "closing": NO_DEMANDS}
    made = store.revise(talk, reason="确认纪要", **values)
    _tell_confirmed(store, made, agency)
    return made


def _tell_confirmed(store: Store, talk: Talk, agency: bool) -> None:
    who = "机构主要负责人" if agency else "监管部门"
    text = f"{who}确认了{called(talk)}（{talk.number}）的纪要。"
    if confirmed(talk) and talk.rectify_by:
        text += f"整改期限：{talk.rectify_by}。"
    if talk.closed_on is not None:
        text += "没有整改要求，约谈办结。"
    (tell_bureau if agency else tell_agency)(store, talk, "confirmed", "约谈纪要已确认", text)


def rectified(
    store: Store, talk: Talk, on: date, words: str, files: tuple[str, ...]
) -> Talk:
    """The agency reports what it has done of what was demanded."""
    require_rectifying(talk)
    made = store.revise(
        talk, reason="报告整改", rectified_on=on, rectification=words, rectified_files=files
    )
    tell_bureau(store, made, "rectified", "约谈整改待检查", f"机构报告了整改情况：{words[:200]}")
    return made


def require_rectifying(talk: Talk) -> None:
    if not confirmed(talk):
        raise NotNow("约谈纪要双方确认以后，再报告整改。")
    if talk.closed_on is not None:
        raise NotNow("这次约谈已经办结。")
    if talk.demands is None:
        raise NotNow("这次约谈没有整改要求。")


def require_checking(talk: Talk) -> None:
    if talk.closed_on is not None:
        raise NotNow("这次约谈已经办结。")
    if talk.rectified_on is None:
        raise NotNow("机构还没有报告整改情况。")


def accept(store: Store, talk: Talk, words: str) -> Talk:
    """整改到位: closed."""
    require_checking(talk)
    made = store.revise(talk, reason="整改到位，办结", closed_on=store.today, closing=words)
    tell_agency(store, made, "closed", "约谈办结", f"{called(talk)}的整改已通过检查：{words}")
    return made


def send_back(store: Store, talk: Talk, words: str, until: date) -> Talk:
    """Not good enough: to be rectified again by another day; what was reported stays readable."""
    require_checking(talk)
    made = store.revise(
        talk, reason="整改不到位", rectified_on=None, closing=words, rectify_by=until
    )
    text = f"{called(talk)}的整改还不到位：{words}\n请在 {until} 前继续整改并报告。"
    tell_agency(store, made, "again", "约谈整改请继续", text)
    return made
