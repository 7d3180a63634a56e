"""The papers of a 警示约谈: the notice to the principal, and the minutes both sides confirm."""

from datetime import datetime

from handlers.documents.letter import (
    STANDARD,
    Letter,
    bureau,
    name_of,
    set_letter,
    written_day,
    written_time,
)
from handlers.documents.paper import Paper
from handlers.formkit.wording import cut
from scoring.admonition import circumstance
from storage.agency import Agency
from storage.store import ZONE, Store
from storage.talk import KIND_NAMES, Talk
from storage.talks import called

NOTICE, MINUTES = "警示约谈通知书", "警示约谈纪要"
PLEASE = "请主要负责人按时参加，并确认收到本通知；确实不能按时参加的，请提前向应急管理部门说明。"
UNCONFIRMED = "本纪要还没有经双方确认。"
RECEIPT = ("签收人", "签收日期")
SIGNERS = ("约谈人", "被约谈人", "记录人", "日期")


def talk_notice(store: Store, talk: Talk) -> Paper:
    """Who is called, why, when and where."""
    agency = _agency(store, talk)
    kind = KIND_NAMES[talk.kind]
    received = _told("已确认收到", store, talk.acknowledged_by, talk.acknowledged_at)
    letter = Letter(
        title=NOTICE,
        number=talk.number,
        agency=agency,
        to=f"{agency}：",
        opening=(
            f"根据{STANDARD}关于约束措施的规定，你单位在开展服务活动中有下列情形，"
            f"现对你单位主要负责人进行{kind}谈话。"
        ),
        facts=_when(store, talk),
        sections=[
            ("情形", [f"{n}. {words}" for n, words in enumerate(_circumstances(talk), 1)]),
            ("事由", talk.grounds.split("\n")),
        ],
        closing=[PLEASE],
        sender=bureau(store),
        day=_entered(store, talk),
        signed=received,
        lines=() if received else RECEIPT,
    )
    return set_letter(letter, f"约谈通知书 {cut(agency, 40)} {talk.number}", store.now)


def talk_minutes(store: Store, talk: Talk) -> Paper:
    """What both sides confirm, as it stands, and how far they have."""
    agency = _agency(store, talk)
    minutes = talk.minutes or "谈话还没有记录。"
    sections = [("谈话经过", minutes.split("\n"))]
    # The minutes tell of the demands already, where they were made with them.
    if talk.demands and talk.demands not in minutes:
        due = [f"整改期限：{written_day(talk.rectify_by)}"] if talk.rectify_by else []
        sections.append(("整改要求", [*talk.demands.split("\n"), *due]))
    ours = _told("应急管理部门已确认", store, talk.bureau_confirmed_by, talk.bureau_confirmed_at)
    theirs = _told("机构已确认", store, talk.agency_confirmed_by, talk.agency_confirmed_at)
    both = bool(ours and theirs)
    letter = Letter(
        title=MINUTES,
        number=talk.number,
        agency=agency,
        facts=[["约谈对象", _principal(store, talk)]],
        sections=sections,
        signed=[*ours, *theirs, *([] if both else [UNCONFIRMED])],
        lines=() if both else SIGNERS,
    )
    return set_letter(letter, f"约谈纪要 {cut(agency, 40)} {talk.number}", store.now)


def talk_words(store: Store, talk: Talk) -> str:
    """The same in the chat."""
    facts = "；".join(f"{label}：{value}" for label, value in _when(store, talk))
    return f"{_agency(store, talk)}，{facts}。"


def _when(store: Store, talk: Talk) -> list[list[str]]:
    return [
        ["约谈类型", called(talk)],
        ["约谈时间", written_time(talk.planned_at)],
        ["约谈地点", talk.place],
        ["约谈对象", _principal(store, talk)],
    ]


def _principal(store: Store, talk: Talk) -> str:
    return f"{name_of(store, talk.principal_id)}（主要负责人）"


def _circumstances(talk: Talk) -> list[str]:
    return [circumstance(code).words.removesuffix("的") for code in talk.codes]


def _told(what: str, store: Store, person: str | None, at: datetime | None) -> list[str]:
    if at is None:
        return []
    return [f"{what}：{name_of(store, person)}，{written_time(at)}。"]


def _entered(store: Store, talk: Talk) -> str:
    return written_day((talk.entered_at or store.now).astimezone(ZONE).date())


def _agency(store: Store, talk: Talk) -> str:
    found = store.get(Agency, talk.agency_id)
    return found.name if found else ""
