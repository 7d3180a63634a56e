"""A form with every kind of question, for the tests of the machine."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from handlers.formkit import Answers, Entry, Form, Invalid, ask


class Grade(StrEnum):
    GENERAL = "general"
    MAJOR = "major"


class Hazard(Entry):
    place: str = ask.text("隐患位置", example="二楼配电间", limit=50)
    grade: Grade = ask.one_of("隐患等级", (("一般", Grade.GENERAL), ("重大", Grade.MAJOR)))
    deadline: date | None = ask.day("整改期限", optional=True, future=True)
    photos: tuple[str, ...] = ask.files("隐患照片", optional=True, most=3)

    def title(self) -> str:
        return f"{self.place}（{'重大' if self.grade is Grade.MAJOR else '一般'}）"

    def check(self) -> None:
        if self.grade is Grade.MAJOR and self.place == "未知":
            raise Invalid("重大隐患要写明位置。", field="place")


def no_upload(answers: Answers) -> bool:
    return answers.get("uploaded") is False


class SampleForm(Form, name="sample", title="服务记录", roles={"agency"}, items=(13, 14)):
    client_id: str = ask.lookup("委托单位", source="clients")
    starts_on: date = ask.day("服务期起")
    ends_on: date = ask.day("服务期止", future=True)
    staff: tuple[str, ...] = ask.several("服务人员", source="staff")
    means: tuple[str, ...] = ask.several(
        "服务方式", (("现场检查", "site"), ("培训", "training"), ("咨询", "advice")), optional=True
    )
    hazards: tuple[Hazard, ...] = ask.group("发现的隐患", Hazard, none="未发现隐患", noun="隐患")
    uploaded: bool = ask.yes_no("已上传至监管平台？")
    why_not: str | None = ask.text("未上传原因", when=no_upload)
    fee: Decimal | None = ask.amount("合同金额", unit="元", optional=True)
    visits: int | None = ask.count("约定服务次数", unit="次", optional=True)
    scans: tuple[str, ...] = ask.files("合同扫描件")
    title: str = ask.text("服务内容", example="安全检查", default="安全检查")

    def check(self) -> None:
        if self.ends_on < self.starts_on:
            raise Invalid("服务期止应晚于服务期起。", field="ends_on")
