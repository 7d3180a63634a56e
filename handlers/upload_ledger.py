"""监管平台上传台账: what the municipal platform has not got yet, and what that costs (item 4)."""

from handlers.belonging import agency_of
from handlers.formkit.events import Pressed
from handlers.formkit.form import Form
from handlers.formkit.runner import open_form
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.forms.upload_contract import ContractUploadForm
from handlers.forms.upload_hazards import HazardUploadForm
from handlers.front import OF_AGENCY
from handlers.scorecard import standing
from handlers.turn import Turn
from handlers.wordings import PLATFORM
from scoring.summary import between
from scoring.values import plain
from storage.contract import Contract
from storage.entity import Record
from storage.store import Store
from storage.upload_ledger import Missing, Tally, Wanted, missing, tally
from storage.visit import Hazard, Visit

PAGE = 6
TITLE = "监管平台上传台账"
MENU = Choice("菜单", press("menu"))
BACK = Choice("返回台账", press("led.menu"))
WORDS = ("上传台账", TITLE)
FORMS: dict[Wanted, type[Form]] = {
    Wanted.CONTRACT: ContractUploadForm,
    Wanted.VISIT: HazardUploadForm,
}
ASKED = {Wanted.CONTRACT: "contract_ids", Wanted.VISIT: "visit_ids"}
LISTED = {Wanted.CONTRACT: "未上传的合同", Wanted.VISIT: "未上传的隐患"}
NOT_JOINED = "本单位没有参加当前周期的评定，暂不计分。"
ITEM = 4


def handle(turn: Turn) -> None:
    """led.menu, led.list.KIND (its revision is the page), led.mark.KIND:ID"""
    event = turn.event
    _, _, rest = event.action.partition(".") if isinstance(event, Pressed) else ("", "", "")
    verb, _, kind = rest.partition(".")
    if not isinstance(event, Pressed) or kind not in tuple(Wanted):
        return menu(turn)
    what = Wanted(kind)
    if verb == "mark":
        return open_form(turn, FORMS[what], preset={ASKED[what]: [event.id]})
    return turn.say(_list(turn, what, event.revision))


def menu(turn: Turn) -> None:
    """How much is uploaded, how much is not, and what item 4 makes of it."""
    agency = agency_of(turn.actor)
    contracts, visits = (tally(turn.store, agency, what) for what in Wanted)
    lines = [
        f"按合同和每次服务，记录是否已上传{PLATFORM}。",
        _counted("合同", contracts, "份"),
        _counted("查出隐患的服务", visits, "次"),
        "",
        *cost(turn, agency),
    ]
    rows = [
        tuple(
            Choice(f"{LISTED[what]}（{count.left}）", press(f"led.list.{what}"))
            for what, count in ((Wanted.CONTRACT, contracts), (Wanted.VISIT, visits))
            if count.left
        ),
        (
            Choice("登记合同上传", press("form.open", "upload_contract")),
            Choice("登记隐患上传", press("form.open", "upload_hazards")),
        ),
        (MENU,),
    ]
    turn.say(View("\n".join(lines), tuple(row for row in rows if row), TITLE, numbered=True))


def cost(turn: Turn, agency: str) -> list[str]:
    """Item 4 as the engine scores it now, deduction by deduction."""
    sheet = standing(turn.store, agency)
    if sheet is None:
        return [NOT_JOINED]
    score = sheet.card.item(ITEM)
    lines = [
        f"第{ITEM}项 {score.item.title}：{between(score.worst, score.best)}/{plain(score.points)}分"
    ]
    for taken in score.deductions:
        cases = f"（共{len(taken.cases)}项）" if taken.cases else ""
        lines.append(f"· {taken.rule} 扣{plain(taken.points)}分：{taken.why}{cases}")
    if not score.deductions:
        lines.append("· 没有因未上传扣分。")
    return lines


def _counted(name: str, count: Tally, measure: str) -> str:
    if not count.all:
        return f"· {name}：本周期还没有。"
    left = f"未上传{count.left}{measure}" if count.left else "全部已上传"
    return f"· {name}：共{count.all}{measure}，{left}。"


def _list(turn: Turn, what: Wanted, page: int) -> View:
    """A page of what is missing; a press opens the form that marks it."""
    agency = agency_of(turn.actor)
    total = tally(turn.store, agency, what).left
    last = max(0, (total - 1) // PAGE)
    page = min(page, last)
    shown = missing(turn.store, agency, what, PAGE, page * PAGE)
    if not shown:
        return View("都已登记上传。", ((BACK, MENU),), LISTED[what], numbered=True)
    lines = [f"共{total}{_measure(what)}，选一{_measure(what)}登记。第{page + 1}/{last + 1}页"]
    lines += [f"{n}. {_line(what, one)}" for n, one in enumerate(shown, 1)]
    rows = [
        (Choice(cut(f"{n}. {one.client}"), press(f"led.mark.{what}", one.id)),)
        for n, one in enumerate(shown, 1)
    ]
    turning = []
    if page > 0:
        turning.append(Choice("上一页", press(f"led.list.{what}", "", page - 1)))
    if page < last:
        turning.append(Choice("下一页", press(f"led.list.{what}", "", page + 1)))
    ways = (*turning, BACK)
    return View("\n".join(lines), (*rows, ways), LISTED[what], numbered=True)


def _measure(what: Wanted) -> str:
    return "份" if what is Wanted.CONTRACT else "次"


def _line(what: Wanted, one: Missing) -> str:
    if what is Wanted.CONTRACT:
        return f"{one.client} {one.on}签 {one.number}"
    return f"{one.client} {one.on}服务 隐患{one.found}条，未上传{one.left}条 {one.number}"


def record_lines(store: Store, record: Record) -> list[str]:
    """What the platform gave for a contract, a hazard, or each hazard of a visit."""
    if isinstance(record, Contract):
        return [f"平台回执编号：{record.upload_receipt}"] if record.upload_receipt else []
    if isinstance(record, Hazard):
        return [f"{PLATFORM}：{_upload(record)}"]
    if not isinstance(record, Visit):
        return []
    hazards = store.find(Hazard, visit_id=record.id)
    said = list(dict.fromkeys(_upload(hazard) for hazard in hazards))
    counted = [f"{one}（{sum(_upload(h) == one for h in hazards)}条）" for one in said]
    return [f"{PLATFORM}：{'；'.join(counted)}"] if counted else []


def _upload(hazard: Hazard) -> str:
    if hazard.uploaded_on is None:
        return "未上传"
    receipt = f"，回执{hazard.upload_receipt}" if hazard.upload_receipt else ""
    return f"{hazard.uploaded_on}上传{receipt}"


def record_ways(turn: Turn, record: Record) -> list[Choice]:
    """One of many that were marked at once is put right where it stands."""
    if record.withdrawn_at is not None or turn.actor.role not in OF_AGENCY:
        return []
    if isinstance(record, Contract):
        form, marked = ContractUploadForm.spec.name, record.uploaded_on is not None
    elif isinstance(record, Visit):
        hazards = turn.store.find(Hazard, visit_id=record.id)
        form, marked = HazardUploadForm.spec.name, any(one.uploaded_on for one in hazards)
    else:
        return []
    return [Choice("更正上传登记", press(f"form.amend.{form}", record.id))] if marked else []
