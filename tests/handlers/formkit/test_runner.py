"""Conversations over a real database: kept at every step, submitted once, by those who may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

from handlers.formkit import Form, Invalid, ask
from handlers.formkit.events import Pressed, Typed
from handlers.formkit.runner import Conversations
from storage.database import Database
from storage.drafts import active_draft, drafts_of, save_draft
from storage.follow_up import FollowUp
from storage.organisation import Role
from storage.store import Store
from tests.handlers.formkit.office import NOW, Phone, office

T = TypeVar("T")
ROLES = {Role.AGENCY, Role.PRINCIPAL}


class CallForm(
    Form, name="call", title="服务回访", roles=ROLES, record=FollowUp, items=(5,)
):
    client_id: str = ask.lookup("委托单位", source="clients")
    on: date = ask.day("回访日期")
    way: str = ask.one_of("回访方式", (("电话", "电话"), ("上门", "上门")))
    outcome: str = ask.text("回访情况", example="整改已完成")

    def save(self, store: Any, author: Any) -> Any:
        if self.outcome == "拒绝":
            super().save(store, author)
            raise Invalid("情况不能写“拒绝”。", field="outcome")
        return super().save(store, author)

    def warn(self, store: Any, author: Any) -> list[str]:
        return ["写得太短，可以再补充"] if len(self.outcome) < 3 else []

    def after(self, store: Any, author: Any, record: Any) -> list[str]:
        return ["下次回访：2026-12-20前"]


class OfficeForm(Form, name="office", title="仅供监管", roles={Role.SUPERVISOR}):
    note: str = ask.text("内容")


async def at(phone: Phone, read: Callable[[Store], T]) -> T:
    return await phone.database.read(lambda c: read(Store(c, NOW, phone.person.id)))


async def calls(phone: Phone, *, withdrawn: bool = False) -> list[FollowUp]:
    return await at(phone, lambda s: s.find(FollowUp, withdrawn=withdrawn))


async def filled(phone: Phone) -> None:
    await phone.opens(CallForm)
    await phone.types("3", "昨天", "电话", "整改已完成")


async def test_a_form_filled_by_typing_becomes_one_record_with_a_receipt(
    database: Database,
) -> None:
    phone, _other = await office(database, CallForm)
    await filled(phone)
    assert "1. 委托单位：嘉兴03号厂" in phone.view.text
    await phone.types("提交")
    (made,) = await calls(phone)
    assert (made.on, made.outcome) == (date(2026, 11, 19), "整改已完成")
    assert made.agency_id == (await at(phone, lambda s: s.find(FollowUp)))[0].agency_id
    assert phone.view.title == "已提交 · 服务回访"
    assert phone.view.text.splitlines() == [
        f"编号：{made.number}",
        "时间：2026-11-20 10:00",
        "计入：附件A 第5项",
        "下次回访：2026-12-20前",
    ]
    assert [c.label for c in phone.view.choices] == ["更正", "作废", "菜单"]
    assert await at(phone, lambda s: drafts_of(s, phone.person.id)) == []


class Counting:
    """A standing that any two people can work out: how many calls there are."""

    def standing(self, store: Store, agency_id: str) -> int:
        return 1 + len(store.find(FollowUp, agency_id=agency_id))

    def lines(self, before: int, after: int) -> list[str]:
        return [f"得分：第5项 {before} → {after}"]


async def test_the_receipt_says_what_the_submission_did_to_the_score(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    phone.conversations = Conversations([CallForm], Counting())
    await filled(phone)
    await phone.types("提交")
    assert "得分：第5项 1 → 2" in phone.view.text


async def test_five_taps_on_submit_make_one_record_and_each_is_answered(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await filled(phone)
    submit = next(c.data for c in phone.view.choices if c.label == "提交")
    pressed = Pressed.parse(submit)
    assert pressed is not None
    answers = []
    for _tap in range(5):
        await phone.do(pressed)
        answers.append(bool(phone.shown) or phone.toast)
    (made,) = await calls(phone)
    assert all(answers)
    assert made.number in phone.toast


async def test_the_key_alone_keeps_a_submission_from_happening_twice(
    sqlite_database: Database,
) -> None:
    """A draft that came back from the dead (a restored row) still makes no second record."""
    phone, _other = await office(sqlite_database, CallForm)
    await filled(phone)
    kept = await at(phone, lambda s: active_draft(s, phone.person.id))
    assert kept is not None
    await phone.types("提交")

    def revive(store: Store) -> None:
        from storage.drafts import open_draft

        open_draft(store, kept.id, kept.person_id, kept.membership_id, kept.form, kept.state)

    await sqlite_database.write(lambda c: revive(Store(c, NOW, phone.person.id)))
    await phone.do(Typed("提交"))
    assert "没有重复登记" in phone.view.text
    assert len(await calls(phone)) == 1


async def test_an_answer_is_kept_at_once_and_another_day_goes_on_from_it(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await phone.opens(CallForm)
    await phone.types("3", "昨天", "电话")
    later = Phone(sqlite_database, phone.conversations, phone.person)
    kept = await at(phone, lambda s: active_draft(s, phone.person.id))
    assert kept is not None
    for days, said in ((0, "今天"), (1, "昨天"), (9, "2026-11-20")):
        described = phone.conversations.describe(kept, NOW + timedelta(days=days))
        assert described == f"服务回访（第4/4步，{said} 10:00）"
    await later.do(Pressed("form.continue", kept.id))
    await later.types("整改已完成", "提交")
    assert [c.on for c in await calls(phone)] == [date(2026, 11, 19)]


async def test_opening_another_form_parks_the_first(sqlite_database: Database) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await phone.opens(CallForm)
    await phone.types("3")
    view = await phone.opens(CallForm)
    assert "替您留着" in view.text
    kept = await at(phone, lambda s: drafts_of(s, phone.person.id))
    assert sorted(k.active for k in kept) == [False, True]
    await phone.opens(CallForm)
    assert len(await at(phone, lambda s: drafts_of(s, phone.person.id))) == 2


async def test_a_correction_is_kept_by_its_name_and_only_once_something_was_said(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await filled(phone)
    await phone.types("提交", "更正")
    await phone.opens(CallForm)
    assert len(await at(phone, lambda s: drafts_of(s, phone.person.id))) == 1
    (made,) = await calls(phone)
    await phone.do(Pressed("form.amend.call", made.id))
    await phone.types("4", "电话无人接听")
    await phone.opens(CallForm)
    kept = await at(phone, lambda s: drafts_of(s, phone.person.id))
    described = [phone.conversations.describe(one, NOW) for one in kept]
    assert "更正 · 服务回访（第5/5步，今天 10:00）" in described
    await phone.do(Pressed("form.withdraw.call", made.id))
    await phone.opens(CallForm)
    assert len(await at(phone, lambda s: drafts_of(s, phone.person.id))) == len(kept)


async def test_giving_up_asks_first_and_setting_aside_keeps(sqlite_database: Database) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await phone.opens(CallForm)
    await phone.types("3", "取消", "稍后再填")
    assert "替您留着" in phone.view.text
    await phone.types("继续填写")
    assert "回访日期" in phone.view.text
    await phone.types("取消", "继续填写", "取消", "放弃")
    assert await at(phone, lambda s: drafts_of(s, phone.person.id)) == []
    await phone.types("昨天")
    assert phone.view.text == "现在没有正在填的表。"


async def test_a_record_is_corrected_with_a_reason_and_keeps_its_history(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await filled(phone)
    await phone.types("提交", "更正")
    assert phone.view.title == "核对 · 更正 · 服务回访"
    await phone.types("4", "电话无人接听", "记错了", "提交")
    (made,) = await calls(phone)
    assert (made.outcome, made.revision) == ("电话无人接听", 2)
    trail = await at(phone, lambda s: s.history(made))
    assert trail[-1].reason == "记错了"
    assert phone.view.title == "已更正 · 服务回访"


async def test_a_record_is_withdrawn_with_a_reason_and_a_confirmation(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await filled(phone)
    await phone.types("提交", "作废", "重复录入了")
    assert len(await calls(phone)) == 1
    await phone.types("确认作废")
    assert await calls(phone) == []
    (gone,) = await calls(phone, withdrawn=True)
    await phone.do(Pressed("form.amend.call", gone.id))
    assert "已经作废" in phone.view.text


async def test_correcting_what_a_colleague_corrected_meanwhile_asks_again(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await filled(phone)
    await phone.types("提交", "更正", "4", "电话无人接听", "记错了")
    (made,) = await calls(phone)
    await sqlite_database.write(
        lambda c: Store(c, NOW).revise(made, reason="同事改的", outcome="已上门")
    )
    await phone.types("提交")
    assert "有人更正过" in phone.view.text
    await phone.types("提交")
    assert (await calls(phone))[0].outcome == "电话无人接听"


async def test_a_refusal_while_saving_writes_nothing_and_leads_to_the_question(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await phone.opens(CallForm)
    await phone.types("3", "昨天", "电话", "拒绝")
    assert "⚠ 写得太短" in phone.view.text
    await phone.types("提交")
    assert "还不能提交：情况不能写“拒绝”。" in phone.view.text
    assert await calls(phone) == []
    await phone.types("整改已完成", "提交")
    assert len(await calls(phone)) == 1


async def test_what_is_not_ones_own_is_refused(sqlite_database: Database) -> None:
    phone, other = await office(sqlite_database, CallForm, OfficeForm)
    await phone.opens(OfficeForm)
    assert "由监管人员填写" in phone.view.text
    await filled(phone)
    stolen = Pressed.parse(next(c.data for c in phone.view.choices if c.label == "提交"))
    assert stolen is not None
    await other.do(stolen)
    assert await calls(phone) == []
    await phone.types("提交")
    (made,) = await calls(phone)
    await other.do(Pressed("form.amend.call", made.id))
    assert other.view.text == "这不是本单位的记录，不能打开。"
    await other.do(stolen)
    assert made.number not in other.toast


async def test_the_role_is_checked_at_every_event(sqlite_database: Database) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await phone.opens(CallForm)
    await phone.do(Typed("3"), role=Role.INSPECTOR)
    assert "您现在的身份不能用它" in phone.view.text
    kept = await at(phone, lambda s: active_draft(s, phone.person.id))
    assert kept is not None
    assert kept.state["answers"] == {}


async def test_a_draft_of_an_older_edition_is_explained_and_keeps_what_fits(
    sqlite_database: Database,
) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await phone.opens(CallForm)
    await phone.types("3", "昨天", "电话")

    def older(store: Store) -> None:
        kept = active_draft(store, phone.person.id)
        assert kept is not None
        answers = {**kept.state["answers"], "on": "月底", "mood": "满意"}
        state = {**kept.state, "fingerprint": "old", "answers": answers}
        save_draft(store, kept, state, kept.revision)

    await sqlite_database.write(lambda c: older(Store(c, NOW, phone.person.id)))
    await phone.types("整改已完成")
    assert "表格更新了：「回访日期」「回访情况」需要填写" in phone.view.text
    kept = await at(phone, lambda s: active_draft(s, phone.person.id))
    assert kept is not None
    assert kept.state["lost"] == {"on": "月底", "mood": "满意"}
    await phone.types("昨天", "整改已完成", "提交")
    assert len(await calls(phone)) == 1


async def test_a_form_that_is_no_longer_there_keeps_its_draft(sqlite_database: Database) -> None:
    phone, _other = await office(sqlite_database, CallForm)
    await phone.opens(CallForm)
    await phone.types("3")
    without = replace(phone, conversations=type(phone.conversations)(()))
    await without.types("昨天")
    assert "现在不用了" in without.view.text
    assert len(await at(phone, lambda s: drafts_of(s, phone.person.id))) == 1
