"""A hazard found on site beside the agency's earlier lists: 已提出 or 未提出, said by a person."""

from collections.abc import Sequence
from zlib import crc32

from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.scorecard.load import names
from handlers.scorecard.site import said_of
from handlers.site.place import At, turning
from storage.checking import compare
from storage.columns import canonical
from storage.comparing import Match, matches
from storage.site_check import SiteCheck, SiteFinding
from storage.visit import GRADE_NAMES, Hazard

PAGE = 4
OF_EACH, FILES = 2, 9
MARKS = 10**7
NO_LIST = "机构以前没有给这家单位列过隐患。"


def mark_of(finding: SiteFinding, found: Sequence[Match]) -> int:
    """A fingerprint of what was on screen: an answer to something else is not taken."""
    seen = [finding.revision, [[one.hazard.id, one.hazard.revision, one.lacks] for one in found]]
    return crc32(canonical(seen).encode()) % MARKS


def in_order(at: At, finding: SiteFinding, check: SiteCheck) -> list[Match]:
    """What would count first, the likeliest first; behind it what can't, which is shown too."""
    found = matches(at.store, finding, check)
    return sorted(found, key=lambda one: bool(one.lacks))


def finding_view(
    at: At, check: SiteCheck, finding: SiteFinding, page: int = 0, said: str = ""
) -> View:
    found = in_order(at, finding, check)
    last = max(0, (len(found) - 1) // PAGE)
    page = min(page, last)
    shown = found[page * PAGE : (page + 1) * PAGE]
    text = [said, *head_lines(at, check, finding), ""]
    text += [f"机构{check.on}以前的清单，最相近的在前（共{len(found)}条）：" if found else NO_LIST]
    text += [line for n, one in enumerate(shown, 1) for line in match_lines(n, one, at, finding)]
    files, caption = side_by_side(finding, shown)
    text += ["", caption] if caption else []
    rows: list[tuple[Choice, ...]] = []
    if at.why_not_at(check.client_id) is None:
        mark = mark_of(finding, found)
        for n, one in enumerate(shown, 1):
            if not one.lacks:
                data = press(f"site.yes.{page * PAGE + n - 1}", finding.id, mark)
                what = f"{one.hazard.number} {cut(one.hazard.description, 20)}"
                rows.append((Choice(f"{n}. 已提出：{what}", data),))
        rows.append(
            (
                Choice("未提出", press("site.no", finding.id, mark)),
                Choice("已提出，另有书面依据", press("site.listed", finding.id)),
            )
        )
    rows += turning("site.finding", finding.id, page, last)
    rows.append((Choice("返回本次核查", press("site.check", check.id)), at.back))
    title = f"现场发现的隐患 {finding.number}"
    return View("\n".join(text).strip(), tuple(rows), title, numbered=True, files=files)


def head_lines(at: At, check: SiteCheck, finding: SiteFinding) -> list[str]:
    lines = [
        f"{at.client(check.client_id)} · {check.on} · {at.inspector(check)}",
        f"现场发现（{GRADE_NAMES[finding.grade]}）{finding.place}：{cut(finding.description, 300)}",
    ]
    lines += [f"现场提出的整改意见：{cut(finding.advice, 200)}"] if finding.advice else []
    if finding.advised is None:
        return [*lines, "还没有比对。"]
    who = names(at.store, [finding.compared_by or ""]).get(finding.compared_by or "", "")
    hazard = at.store.get(Hazard, finding.hazard_id) if finding.hazard_id else None
    same = f"，即清单中的 {hazard.number} {cut(hazard.description, 60)}" if hazard else ""
    why = f"，依据：{finding.grounds}" if finding.grounds else ""
    return [*lines, f"{said_of(finding)}{same}{why}（{who}认定）"]


def match_lines(n: int, one: Match, at: At, finding: SiteFinding) -> list[str]:
    hazard, given = one.hazard, f"{one.handed}交付" if one.handed else "没有交付"
    others = at.store.find(type(finding), hazard_id=hazard.id)
    used = [other.number for other in others if other.id != finding.id]
    marks = [f"不能算：{one.lacks}"] if one.lacks else []
    marks += [one.mark] if one.mark else []
    marks += [f"已对应{'、'.join(used[:3])}"] if used else []
    state = f"{hazard.rectified_on}报整改" if hazard.rectified_on else "未报整改"
    place, words = cut(hazard.place, 40), cut(hazard.description, 120)
    return [
        f"{n}. 相近{one.alike}% {place}：{words}（{GRADE_NAMES[hazard.grade]}，{hazard.number}）",
        f"　整改意见：{cut(hazard.advice or '没有', 80)}（{one.listed_on}列出，{given}，{state}）",
        *(f"　※ {said}" for said in marks),
    ]


def side_by_side(finding: SiteFinding, shown: Sequence[Match]) -> tuple[tuple[str, ...], str]:
    """The photos of both, and which is which."""
    files, parts = list(finding.photos[:3]), []
    if files:
        parts.append(f"{pictures(1, len(files))}是现场发现")
    for n, one in enumerate(shown, 1):
        theirs = one.hazard.photos[: min(OF_EACH, FILES - len(files))]
        if theirs:
            parts.append(f"{pictures(len(files) + 1, len(files) + len(theirs))}是清单第{n}条")
            files += theirs
    return tuple(files), f"最新一组照片：{'，'.join(parts)}。" if parts else ""


def pictures(first: int, last: int) -> str:
    return f"图{first}" if first == last else f"图{first}—{last}"


def decide(at: At, check: SiteCheck, finding: SiteFinding, place: int | None, mark: int) -> bool:
    """Take an inspector's word; False where what was on screen is not what there is now."""
    found = in_order(at, finding, check)
    if mark != mark_of(finding, found):
        return False
    if place is None:
        compare(at.store, finding, None)
        return True
    if place >= len(found) or found[place].lacks:
        return False
    compare(at.store, finding, found[place].hazard)
    return True
