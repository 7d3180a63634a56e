"""培训与会议: what each quarter needs one of (item 9)."""

from datetime import date
from typing import Any

from handlers.belonging import agency_of
from handlers.formkit import Form, ask
from handlers.wordings import by, late, quarter_name, quarter_of
from storage.gathering import GATHERED_NAMES, Gathered, Gathering, held
from storage.organisation import Role


class GatheringForm(
    Form,
    name="gathering",
    title="培训与会议",
    roles={Role.AGENCY, Role.PRINCIPAL},
    record=Gathering,
    items=(9,),
):
    kind: Gathered = ask.one_of(
        "登记哪一种", [(name, kind) for kind, name in GATHERED_NAMES.items()]
    )
    on: date = ask.day("举行日期")
    topic: str = ask.text("主题", limit=300, example="有限空间作业安全")
    attended: int | None = ask.count(
        "参加人数", optional=True, unit="人", example="12", most=10_000
    )
    photos: tuple[str, ...] = ask.files("签到表或现场照片", optional=True)

    def warn(self, store: Any, author: Any) -> list[str]:
        return late(self.on, store.today)

    def after(self, store: Any, author: Any, record: Gathering) -> list[str]:
        quarter, today = quarter_name(record.on), store.today
        lines = [f"{quarter}已有{GATHERED_NAMES[record.kind]}。"]
        first, last = quarter_of(record.on)
        for kind, name in GATHERED_NAMES.items():
            if not held(store, agency_of(author), kind, first, last):
                due = f"请在{by(last, today)}举行" if last >= today else "这一季度已经结束"
                lines.append(f"{quarter}还没有{name}，{due}。")
        return lines
