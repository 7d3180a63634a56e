"""An agency's records as a workbook that imports again to the same records."""

from collections.abc import Iterable, Iterator

from handlers.workbook import uploads
from handlers.workbook.books import Books
from handlers.workbook.columns import Column, Shown
from handlers.workbook.people import signed
from handlers.workbook.register import Register
from handlers.workbook.sheets import GUIDE, REGISTERS
from handlers.workbook.writing import Sheets
from storage.contract import Contract
from storage.store import Store
from storage.visit import Hazard, Visit

ABOUT = (
    ("怎么填",),
    ("每张表第一行是表头，从第二行起每行一条。橙色的列必须填写，其他的列可以空着或删掉，顺序可以换。",),
    ("“编号”由系统给出：新登记的请空着；要更正已有的记录，保留它的编号（先导出，再修改）。",),
    ("日期写成 2026-03-05 或 2026年3月5日。公式不会计算，请粘贴为数值。",),
    ("同一个文件导入两次，不会重复登记。有一处有误，就一行也不导入，改好后重新导入。",),
    ("扫描件和照片不在表里，请在对话里上传；更正时已有的扫描件和照片不受影响。",),
    ("",),
)


def export(store: Store, agency_id: str) -> bytes:
    books, made = Books(store, agency_id), Sheets()
    for register in REGISTERS:
        made.sheet(register.title, register.columns, _lines(store, register, books), choices=True)
    _ledger(made, store, books, missing_only=False)
    return made.bytes()


def ledger(store: Store, agency_id: str, missing_only: bool = True) -> bytes:
    """The uploads alone, to be filled in and sent back; ``missing_only``: those not uploaded."""
    made = Sheets()
    _ledger(made, store, Books(store, agency_id), missing_only)
    return made.bytes()


def template() -> bytes:
    """Empty sheets, and one that says how to fill them in."""
    made = Sheets()
    titles = [(register.title, register.columns) for register in REGISTERS]
    everything = [*titles, (uploads.TITLE, uploads.COLUMNS)]
    made.words(GUIDE, [*ABOUT, *_guide(everything)], (22, 24, 10, 60))
    for title, columns in everything:
        made.sheet(title, columns, (), choices=True)
    return made.bytes()


def _said(column: Column, value: object) -> Shown:
    # A reference is already in the words that it is found by.
    return value if isinstance(value, str) and not column.options() else column.show(value)


def _lines(store: Store, register: Register, books: Books) -> Iterator[list[Shown]]:
    records = store.find(register.record, agency_id=books.agency_id)
    rows = [register.shown(record, books) for record in records]
    if register.whose and not rows:
        rows = [signed(books)]
    for values in rows:
        yield [_said(column, values.get(column.field)) for column in register.columns]


def _ledger(made: Sheets, store: Store, books: Books, missing_only: bool) -> None:
    hazards: dict[str, list[Hazard]] = {}
    for hazard in store.find(Hazard, agency_id=books.agency_id):
        hazards.setdefault(hazard.visit_id, []).append(hazard)
    subjects: Iterable[Contract | Visit] = [
        *store.find(Contract, agency_id=books.agency_id, order="signed_on"),
        *(v for v in store.find(Visit, agency_id=books.agency_id, order="on") if v.id in hazards),
    ]
    lines: list[list[Shown]] = []
    for subject in subjects:
        uploaded_on, receipt = uploads.state(subject, hazards)
        if missing_only and uploaded_on is not None:
            continue
        contract = isinstance(subject, Contract)
        client = books.clients.by_id.get(subject.client_id)
        lines.append(
            [
                uploads.CONTRACT if contract else uploads.VISIT,
                subject.number,
                books.clients.label_of(client) if client else None,
                subject.signed_on if isinstance(subject, Contract) else subject.on,
                uploaded_on,
                receipt,
            ]
        )
    made.sheet(uploads.TITLE, uploads.COLUMNS, lines, choices=True)


def _guide(sheets: Iterable[tuple[str, tuple[Column, ...]]]) -> Iterator[tuple[str, ...]]:
    yield ("工作表", "列", "必填", "说明")
    for title, columns in sheets:
        for at, column in enumerate(columns):
            yield (title if at == 0 else "", column.label, _must(column), _how(column))


def _must(column: Column) -> str:
    return "必填" if column.required else ""


def _how(column: Column) -> str:
    options = column.options()
    said = [f"可以填：{'、'.join(options)}"] if options else []
    example = column.question.example if column.question else ""
    said += [f"例如：{example}"] if example else []
    return "；".join([*([column.note] if column.note else []), *said])
