"""The supervisors' lists of circumstances, and one with its evidence: nobody else's to see."""

from collections.abc import Iterator, Sequence

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.evidence import evidence
from handlers.talks.wording import ORIGINS, SHORT, agency_name, candidate_line, decision_line
from handlers.turn import Turn
from scoring.admonition import QUESTIONS, circumstance
from storage.candidates import counted, listed, pieces
from storage.cycle import Cycle, Participation, cycle_at
from storage.entity import KINDS, Record
from storage.person import Person
from storage.signals import keep, look
from storage.site_check import SiteFinding
from storage.store import Store
from storage.talk import Candidate, Outcome

PAGE = 6
AT_ONCE = 3
"""Agencies looked through at one press: others wait for it."""

HOME = Choice("警示约谈", press("talk.list"))
OPENED = ("visit", "contract", "client", "hazard", "signed_list", "accident", "site_finding")
"""Kinds of record that can be opened beside the evidence."""


def list_view(turn: Turn, decided: bool, page: int) -> View:
    found = listed(turn.store, decided, PAGE + 1, page * PAGE)
    lines, rows = [], []
    for number, one in enumerate(found[:PAGE], 1):
        said = f"，{decision_line(one)}" if decided else f"，{one.found_on}发现"
        lines.append(f"{number}. {candidate_line(turn.store, one)}{said}")
        label = f"{number}. {one.code} {agency_name(turn.store, one.of_agency_id)}"
        rows.append((Choice(cut(label, 40), press("talk.cand", one.id)),))
    verb = "talk.decided" if decided else "talk.cands"
    turning = pages(verb, "", page, len(found) > PAGE)
    if not found and not page:
        none = "没有待决定的情形。可以按系统记录查找，也可以人工提出。"
        lines = ["还没有决定过的情形。" if decided else none]
    title = "已决定的情形" if decided else "待决定的情形"
    return View("\n".join(lines), (*rows, (*turning, HOME)), title, numbered=True)


def pages(verb: str, id: str, page: int, more: bool) -> list[Choice]:
    turning = [Choice("上一页", press(verb, id, page - 1))] if page else []
    return [*turning, *([Choice("下一页", press(verb, id, page + 1))] if more else [])]


def ready_view(turn: Turn, page: int = 0) -> View:
    """Agencies with something decided for a talk that is in none yet."""
    wanted = {"outcome": Outcome.TALK, "talk_id": None}
    found = turn.store.find(Candidate, **wanted)  # type: ignore[arg-type]
    agencies: dict[str, list[str]] = {}
    for one in found:
        agencies.setdefault(one.of_agency_id, []).append(SHORT[one.code])
    shown = list(agencies.items())[page * PAGE :][:PAGE]
    turning = pages("talk.ready", "", page, len(agencies) > (page + 1) * PAGE)
    lines = [
        f"{n}. {agency_name(turn.store, id)}：{'；'.join(about)}"
        for n, (id, about) in enumerate(shown, 1)
    ]
    rows = [
        (Choice(cut(f"{n}. {agency_name(turn.store, id)}", 40), press("talk.plan", id)),)
        for n, (id, _about) in enumerate(shown, 1)
    ]
    text = "\n".join(lines) or "没有等着安排的约谈。"
    return View(text, (*rows, (*turning, HOME)), "待安排的约谈", numbered=True)


def view(turn: Turn, candidate: Candidate, page: int = 0) -> View:
    """The circumstance, how it came to be known, what was decided, and a page of its evidence."""
    held = pieces(candidate)
    shown = held[page * PAGE :][:PAGE]
    lines = [
        f"机构：{agency_name(turn.store, candidate.of_agency_id)}",
        f"情形：{circumstance(candidate.code).words}",
        f"来源：{ORIGINS[candidate.origin]}，{candidate.found_on}",
        *([f"说明：{candidate.words}"] if candidate.words else []),
        *_decided(turn.store, candidate),
    ]
    if held:
        lines += ["", f"证据共{len(held)}项，点开看："]
        lines += [f"{n}. {cut(said, 160)}" for n, (_ref, said) in enumerate(shown, 1)]
    rows: list[tuple[Choice, ...]] = [
        tuple(
            Choice(f"证据{n + 1}", press("talk.ev", candidate.id, page * PAGE + n))
            for n in range(first, min(first + 3, len(shown)))
        )
        for first in range(0, len(shown), 3)
    ]
    rows.append(tuple(pages("talk.cand", candidate.id, page, len(held) > (page + 1) * PAGE)))
    rows.append(tuple(_ways(candidate)))
    title = f"约谈情形 {candidate.number}"
    return View("\n".join(lines), (*filter(None, rows), (HOME,)), title, numbered=True)


def _decided(store: Store, candidate: Candidate) -> Iterator[str]:
    yield f"决定：{decision_line(candidate)}"
    if candidate.weighed is None:
        return
    weighed = candidate.weighed
    for question, name in zip(QUESTIONS, ("harm", "minor", "needed"), strict=True):
        yield f"　{question}{'是' if weighed.get(name) else '否'}"
    if weighed.get("verified"):
        yield f"　核实情况：{weighed['verified']}"
    person = store.get(Person, candidate.decided_by) if candidate.decided_by else None
    yield f"　理由：{candidate.grounds}（{person.name if person else '系统'}）"


def _ways(candidate: Candidate) -> Iterator[Choice]:
    if candidate.photos:
        yield Choice(f"照片和文件（{len(candidate.photos)}）", press("talk.photos", candidate.id))
    if candidate.withdrawn_at is not None:
        return
    if candidate.talk_id is not None:
        yield Choice("查看约谈", press("talk.show", candidate.talk_id))
        return
    if candidate.outcome is Outcome.TALK:
        yield Choice("安排约谈", press("talk.plan", candidate.of_agency_id))
    label = "决定" if candidate.outcome is None else "重新决定"
    yield Choice(label, press("talk.decide", candidate.id))


def evidence_view(turn: Turn, candidate: Candidate, number: int) -> View | None:
    """One piece, with the records behind it; None where there is none of that number."""
    held = pieces(candidate)
    if not 0 <= number < len(held):
        return None
    ref, said = held[number]
    parts = [part.partition(":") for part in ref.split(",")]
    files = tuple(id for kind, _, id in parts if kind == "file")
    records = _records(turn.store, [(kind, id) for kind, _, id in parts])
    lines = [said]
    for record in records[:2]:
        found = evidence(turn.store, record)
        lines += ["", *(cut(line, 200) for line in found.lines)]
        files = (*files, *found.files)
    opens = ((one, _opens(one)) for one in records[:PAGE])
    rows = [(Choice(f"打开 {one.label} {one.number}", data),) for one, data in opens]
    back = Choice("返回情形", press("talk.cand", candidate.id, number // PAGE))
    shown = tuple(dict.fromkeys(files))[:9]
    return View("\n".join(lines), (*rows, (back,)), f"证据{number + 1}", files=shown)


def _opens(record: Record) -> str:
    if isinstance(record, SiteFinding):
        return press("site.finding", record.id)
    return press("rec.open", f"{record.table.name}:{record.id}", 1)


def _records(store: Store, refs: Sequence[tuple[str, str]]) -> list[Record]:
    found = (store.get(KINDS[kind], id) for kind, id in refs if kind in OPENED)
    return [one for one in found if one is not None]


def look_through(turn: Turn, start: int) -> View:
    """按记录查找: a few agencies at a press, and how far that is."""
    cycle = cycle_at(turn.store)
    if cycle is None or cycle.closed_on is not None:
        none = "现在没有评定周期，请先建立评定周期。"
        text = none if cycle is None else f"{cycle.name}已经结束，不再按记录查找新的情形。"
        return View(text, ((HOME,),), "按记录查找")
    parts = turn.store.find(Participation, cycle_id=cycle.id)
    some = parts[start : start + AT_ONCE]
    lines = [_looked(turn.store, cycle, part) for part in some]
    done = min(len(parts), start + AT_ONCE)
    lines.append(f"已看完{done}/{len(parts)}家参评机构的记录。" if parts else "还没有参评机构。")
    more = [Choice("接着看", press("talk.look", "", done))] if done < len(parts) else []
    waiting, _planned = counted(turn.store)
    ways = (*more, Choice(f"待决定的情形（{waiting}）", press("talk.cands")))
    return View("\n".join(lines), (ways, (HOME,)), "按记录查找", numbered=True)


def _looked(store: Store, cycle: Cycle, part: Participation) -> str:
    waiting = keep(store, cycle, part.agency_id, look(store, cycle, part))
    name = agency_name(store, part.agency_id)
    return f"{name}：{f'{waiting}个情形待决定' if waiting else '没有新的情形'}"
