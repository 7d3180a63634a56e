"""The notice by which an agency learns its published result, on paper."""

from handlers.documents.letter import (
    STANDARD,
    Letter,
    Table,
    bureau,
    set_letter,
    written_day,
)
from handlers.documents.paper import Paper
from handlers.documents.table_a import losses
from handlers.formkit.wording import cut
from handlers.scorecard.load import issued
from handlers.scorecard.sheet import Sheet
from scoring.summary import between, section_sums
from scoring.values import plain
from storage.agency import Agency
from storage.card import Card
from storage.cycle import Cycle
from storage.publication import Publication
from storage.store import Store
from storage.ways import public_page

TITLE = "安全生产技术服务机构星级评定结果通知书"
NO_LOSS = "各项均没有扣分。"
ASK = "对评定结果有疑问的，请与应急管理部门联系。"


def result_notice(store: Store, published: Publication) -> Paper:
    """From the card that was published, so that a notice made later says the same."""
    card, agency = store.get(Card, published.card_id), store.get(Agency, published.agency_id)
    cycle = store.get(Cycle, published.cycle_id)
    assert card is not None
    assert agency is not None
    assert cycle is not None
    sheet = issued(store, card)
    period = f"{written_day(cycle.start)}至{written_day(cycle.end)}"
    letter = Letter(
        title=TITLE,
        number=f"{published.number} 第{published.version}版",
        agency=agency.name,
        to=f"{agency.name}：",
        opening=(
            f"根据{STANDARD}，应急管理部门组织开展了{cycle.name}（{period}）。"
            "现将你单位的评定结果通知如下："
        ),
        facts=[
            ["评定星级", published.stars],
            ["评定得分", f"{plain(published.total)}分（满分100分）"],
            ["公布日期", written_day(published.published_on)],
            ["评定依据", f"{sheet.edition.title}，{sheet.issue}"],
        ],
        sections=_correction(published),
        tables=_tables(sheet),
        closing=[*([] if losses(sheet) else [NO_LOSS]), ASK],
        sender=bureau(store),
        day=written_day(published.published_on),
        address=public_page(published.number),
        scan="扫码查看公告",
    )
    name = f"评定结果通知书 {cut(agency.name, 40)} {published.number}"
    return set_letter(letter, name, store.now)


def result_words(store: Store, published: Publication) -> str:
    """The same in the chat."""
    agency = store.get(Agency, published.agency_id)
    name = agency.name if agency else ""
    corrected = f"\n更正原因：{published.grounds}" if published.grounds else ""
    return (
        f"评定结果通知书做好了。\n{name}：{published.stars}，{plain(published.total)}分，"
        f"{published.published_on.isoformat()}公布（第{published.version}版）。{corrected}"
    )


def _correction(published: Publication) -> list[tuple[str, list[str]]]:
    if published.version < 2:
        return []
    words = f"本通知更正此前公布的第{published.version - 1}版评定结果，以本通知为准。"
    reason = f"更正原因：{published.grounds}" if published.grounds else ""
    return [("更正", [one for one in (words, reason) if one])]


def _tables(sheet: Sheet) -> list[Table]:
    parts = [
        [part.name, plain(part.possible), between(part.worst, part.best)]
        for part in section_sums(sheet.card)
    ]
    tables = [Table("各部分得分", (3, 1, 1), ("评定内容", "标准得分", "评定得分"), parts)]
    if found := losses(sheet):
        heads = ("评定项目", "扣分原因", "扣分")
        tables.append(Table("扣分说明", (4, 8, 1), heads, found))
    return tables
