"""The forms after a talk: the agency reports what it has done, a supervisor looks at it."""

from datetime import date

from handlers.formkit import Answers, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.talks.arranging import talk_of
from handlers.turn import Actor, Refused
from storage import talk_record
from storage.organisation import Role
from storage.store import Store
from storage.talk import Talk
from storage.talks import NotNow


class RectifyForm(
    Form, name="talk.rectify", title="约谈整改情况", roles={Role.AGENCY, Role.PRINCIPAL}
):
    talk: str = ask.carried()
    on: date = ask.day("整改完成日期")
    words: str = ask.text(
        "整改情况", limit=500, example="12次服务的记录已补齐，清单都请委托单位签收了"
    )
    files: tuple[str, ...] = ask.files("照片或文件", optional=True)

    def save(self, store: Store, author: Actor) -> Talk:
        talk = talk_of(store, self.talk)
        if talk.agency_id != author.agency_id:
            raise Refused("这不是本单位的约谈，不能填写。")
        if talk.held_on and self.on < talk.held_on:
            raise Invalid("整改完成日期不能早于约谈那天。", field="on")
        try:
            return talk_record.rectified(store, talk, self.on, self.words, self.files)
        except NotNow as no:
            raise Invalid(str(no)) from None

    def warn(self, store: Store, author: Actor) -> list[str]:
        talk = store.get(Talk, self.talk)
        return [f"要求：{talk.demands}"] if talk and talk.agency_id == author.agency_id else []

    def after(self, store: Store, author: Actor, record: Talk) -> list[str]:
        return ["监管部门检查以后会告诉您结果。"]

    def onward(self, record: Talk) -> tuple[Choice, ...]:
        return (Choice("查看约谈", press("talk.show", record.id)),)


CHANGED = "您打开以后，整改情况有了变化。请取消这次填写，看过现在的再检查。"


def sent_back(answers: Answers) -> bool:
    return answers.get("done") is False


class CheckForm(Form, name="talk.check", title="检查约谈整改", roles={Role.SUPERVISOR}):
    talk: str = ask.carried()
    seen: str = ask.carried()
    done: bool = ask.yes_no("整改到位了吗？", yes="到位，办结", no="不到位，继续改")
    words: str = ask.text("检查情况", limit=300, example="抽查了5次服务，记录和签收齐全")
    rectify_by: date | None = ask.day("新的整改期限", future=True, when=sent_back)

    def save(self, store: Store, author: Actor) -> Talk:
        talk = talk_of(store, self.talk)
        if talk.closed_on is None and str(talk.revision) != self.seen:
            raise Invalid(CHANGED)
        try:
            if self.done:
                return talk_record.accept(store, talk, self.words)
            assert self.rectify_by is not None
            return talk_record.send_back(store, talk, self.words, self.rectify_by)
        except NotNow as no:
            raise Invalid(str(no)) from None

    def warn(self, store: Store, author: Actor) -> list[str]:
        talk = store.get(Talk, self.talk)
        return [f"机构报告：{talk.rectification}"] if talk and talk.rectification else []

    def onward(self, record: Talk) -> tuple[Choice, ...]:
        return (Choice("查看约谈", press("talk.show", record.id)),)
