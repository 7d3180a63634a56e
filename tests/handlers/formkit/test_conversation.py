"""How a form talks: its questions, its list of entries, its review, and the ways back."""

from dataclasses import replace

import pytest

from handlers.formkit.carry import carry_over
from handlers.formkit.draft import CANCEL, REVIEW, Mode
from handlers.formkit.events import Pressed, Sent, SentFile, Typed, Unusable
from handlers.formkit.step import OUTDATED, needs, step
from handlers.formkit.world import Need, Page, World
from tests.handlers.formkit.sample import SampleForm
from tests.handlers.typing import NOW, TODAY, Talk, walk

ANSWERS = {
    "client_id": "clients-2",
    "starts_on": "2026-03-09",
    "ends_on": "2026-03-11",
    "staff": ["staff-1"],
    "means": None,
    "hazards": [{"place": "配电间", "grade": "major", "deadline": None, "photos": None}],
    "uploaded": True,
    "fee": "12000.50",
    "visits": None,
    "scans": ["a" * 64],
    "title": "安全检查",
}


def reviewing() -> Talk:
    return Talk(SampleForm, preset=ANSWERS)


def talking_at(name: str) -> Talk:
    """At one question, everything else answered."""
    return Talk(SampleForm, preset={k: v for k, v in ANSWERS.items() if k != name})


@pytest.mark.parametrize("fill", [True, False])
def test_a_form_is_filled_in_by_typing_alone(fill: bool) -> None:
    talk = Talk(SampleForm)
    outcome = walk(talk, {"ends_on": "明天", "uploaded": "否"}, fill=fill)
    filled = SampleForm.from_answers(outcome.draft.answers)
    assert (filled.fee is None, len(filled.hazards[0].photos)) == (not fill, int(fill))
    assert SampleForm.from_answers(filled.to_answers()) == filled


def test_a_question_says_where_one_is_what_is_asked_and_an_example() -> None:
    talk = talking_at("title")
    assert talk.view.title == "服务记录 · 第11/11步"
    assert talk.view.text == "服务内容\n例如：安全检查"
    assert talk.labels == ["安全检查", "上一步", "取消"]
    assert not talk.view.numbered


def test_a_question_that_hangs_on_an_answer_comes_and_goes_without_losing_it() -> None:
    talk = reviewing()
    talk.type("7")
    talk.type("否")
    assert talk.view.text.startswith("未上传原因")
    talk.type("平台维护")
    talk.type("7")
    talk.type("是")
    assert "平台维护" not in talk.view.text
    assert SampleForm.from_answers(talk.draft.answers).why_not is None
    talk.type("7")
    talk.type("否")
    assert "8. 未上传原因：平台维护" in talk.view.text


def test_back_keeps_the_answer_and_offers_to_keep_it() -> None:
    talk = talking_at("title")
    talk.type("改名")
    talk.type("上一步")
    assert "现在是：改名" in talk.view.text
    talk.type("保留")
    assert talk.draft.at == REVIEW
    assert talk.answer("title") == "改名"


def test_skipping_never_throws_an_answer_away_but_clearing_does() -> None:
    talk = reviewing()
    talk.type("8")
    assert "跳过" not in talk.labels
    talk.type("跳过")
    assert talk.answer("fee") == "12000.50"
    talk.type("8")
    talk.type("清空")
    assert talk.answer("fee") is None
    assert "8. 合同金额：（跳过）" in talk.view.text


def test_a_required_question_is_not_skipped() -> None:
    talk = talking_at("title")
    talk.type("跳过")
    assert talk.view.text.startswith("没有记下：「服务内容」是必填的，不能跳过。")


def test_what_contradicts_leads_to_the_question_and_back_to_the_review() -> None:
    talk = talking_at("title")
    talk.take(replace(talk.draft, answers={**talk.draft.answers, "ends_on": "2026-03-01"}))
    talk.type("检查")
    assert talk.draft.at == ("ends_on",)
    assert "还要改一下：服务期止应晚于服务期起。" in talk.view.text
    talk.type("2026-03-02")
    assert talk.draft.at == ("ends_on",)
    talk.type("2026-03-12")
    assert talk.draft.at == REVIEW


def test_entries_are_added_changed_and_removed() -> None:
    talk = reviewing()
    for said in ("6", "再添加", "仓库", "重大", "跳过", "跳过"):
        talk.type(said)
    assert "1. 配电间（重大）\n2. 仓库（重大）" in talk.view.text
    for said in ("2", "2", "一般"):
        talk.type(said)
    assert talk.view.title == "隐患2"
    assert "2. 隐患等级：一般" in talk.view.text
    talk.type("返回")
    talk.type("1")
    talk.type("删除这一条")
    assert talk.view.text.startswith("已删除。")
    talk.type("完成")
    assert talk.draft.at == REVIEW
    assert "6. 发现的隐患：1 条\n　· 仓库（一般）" in talk.view.text


def test_an_entry_left_before_its_first_answer_was_never_added() -> None:
    talk = talking_at("hazards")
    talk.type("添加")
    talk.type("上一步")
    assert talk.answer("hazards") == []
    assert "未发现隐患" in talk.labels


def test_an_entry_left_half_way_is_kept_and_must_be_finished() -> None:
    talk = talking_at("hazards")
    for said in ("添加", "仓库", "上一步", "上一步", "完成"):
        talk.type(said)
    assert talk.view.text.startswith("隐患1还没有填完，先填完它。")
    assert talk.draft.at == ("hazards", 0, "grade")


def test_an_entry_that_contradicts_itself_is_told_at_once() -> None:
    talk = talking_at("hazards")
    for said in ("添加", "未知", "重大", "跳过", "跳过"):
        talk.type(said)
    assert talk.view.title == "隐患1 · 第1/4步"
    assert "还要改一下：重大隐患要写明位置。" in talk.view.text
    talk.type("锅炉房")
    assert talk.draft.at == ("hazards",)


def test_a_client_is_found_by_typing_and_by_turning_pages() -> None:
    talk = talking_at("client_id")
    assert "第 1/4 页，共 20 个。" in talk.view.text
    talk.type("下一页")
    assert talk.labels[0] == "嘉兴clients07"
    talk.type("没有这家")
    assert "没有找到“没有这家”" in talk.view.text
    talk.type("看全部")
    talk.type("clients1")
    assert talk.labels[0] == "嘉兴clients10"
    talk.type("2")
    assert talk.answer("client_id") == "clients-11"


def test_several_are_toggled_by_numbers_or_names_in_one_go() -> None:
    talk = talking_at("means")
    talk.type("1 3")
    assert talk.answer("means") == ["site", "advice"]
    talk.type("现场检查、培训")
    assert talk.answer("means") == ["advice", "training"]
    talk.type("1，9")
    assert talk.view.text.startswith("没有记下：没有“9”这个选项")
    assert talk.answer("means") == ["advice", "training"]
    talk.type("完成选择")
    assert "服务方式：咨询、培训" in talk.view.text


def test_files_come_as_an_album_and_what_was_refused_is_said() -> None:
    talk = talking_at("scans")
    talk.type("完成上传")
    assert "还没有收到文件" in talk.view.text
    talk.type("就是这份合同")
    assert "文字没有记下" in talk.view.text
    talk.do(Sent((SentFile("b" * 64, "1.jpg", "image/jpeg", 1),), refused=("2.jpg 是空的",)))
    assert talk.view.text.startswith("收到 1 个。\n有文件没有收下：2.jpg 是空的")
    talk.do(Sent((SentFile("b" * 64, "1.jpg", "image/jpeg", 1),)))
    assert "重复的文件只留一份" in talk.view.text
    talk.send(*"cdefghijkl")
    assert "最多 9 个，多出的 2 个没有收下" in talk.view.text
    talk.type("去掉最后一个")
    assert len(talk.answer("scans")) == 8
    talk.type("完成上传")
    assert talk.draft.at == REVIEW


def test_a_day_is_picked_on_a_calendar_of_any_month() -> None:
    talk = talking_at("starts_on")
    talk.press("◀ 2月")
    assert "2026年2月" in talk.labels
    talk.press("28")
    assert talk.answer("starts_on") == "2026-02-28"
    talk = talking_at("starts_on")
    talk.press("·")
    assert (talk.last.toast, talk.answer("starts_on")) == ("这一天不能选。", None)


def test_a_wrong_answer_brings_a_button_for_the_likeliest_right_one() -> None:
    talk = talking_at("starts_on")
    talk.type("2026-02-30")
    assert talk.view.text.startswith("没有记下：2026年2月没有30日。\n服务期起")
    talk.press("2026年2月28日（周六）")
    assert talk.answer("starts_on") == "2026-02-28"


def test_an_outdated_or_foreign_press_is_answered_and_changes_nothing() -> None:
    talk = talking_at("uploaded")
    old = talk.view.choices[0].data
    talk.type("说不好")
    before = talk.draft
    for event in (
        Pressed.parse(old),
        Pressed("form.pick.0", "e" * 32, before.revision),
        Pressed("form.pick.7", before.id, before.revision),
        Pressed("form.submit", before.id, before.revision),
        Pressed("due.open", before.id, before.revision),
    ):
        assert event is not None
        outcome = talk.do(event)
        assert (outcome.draft, outcome.toast) == (before, OUTDATED)
        assert outcome.view.text.startswith("已上传至监管平台？")


def test_an_outdated_press_never_lets_a_button_change_its_meaning() -> None:
    """The list moved on since it was shown: its buttons get a new revision, not new meanings."""
    talk = talking_at("client_id")
    talk.records = lambda need: [("new", "新来的厂")]
    before = talk.draft
    talk.do(Pressed("form.pick.0", before.id, before.revision - 1))
    assert talk.draft.revision == before.revision + 1
    assert talk.draft.offered == ("new",)
    assert talk.answer("client_id") is None


def test_leaving_asks_first() -> None:
    talk = talking_at("title")
    talk.type("取消")
    assert talk.draft.at == CANCEL
    talk.type("嗯嗯")
    assert talk.draft.at == CANCEL
    talk.type("继续填写")
    assert talk.draft.at == ("title",)
    talk.type("取消")
    assert talk.type("稍后再填").parked
    talk = talking_at("title")
    talk.type("取消")
    assert talk.type("放弃").cancelled


@pytest.mark.parametrize("name", [n for n in ANSWERS if n not in ("scans",)])
@pytest.mark.parametrize(
    "event",
    [
        Sent((SentFile("c" * 64, "x.jpg", "image/jpeg", 1),)),
        Sent((), refused=("文件太大：100 MB，最多 20 MB",)),
        Unusable("表情贴纸"),
    ],
)
def test_what_no_question_takes_is_explained(name: str, event: Sent | Unusable) -> None:
    talk = talking_at(name)
    before = talk.draft
    talk.do(event)
    assert talk.view.text.startswith("没有记下：")
    assert (talk.draft.answers, talk.draft.at) == (before.answers, before.at)


@pytest.mark.parametrize("name", list(ANSWERS))
@pytest.mark.parametrize(
    "typed",
    ["", " ", "\u200b\u2060", "长" * 10_000, "\0", "\ud83d", "٣٤٥٦", "1e999", "9" * 400, "!!!"],
)
def test_hostile_text_leaves_every_question_standing(name: str, typed: str) -> None:
    talk = talking_at(name)
    before = talk.draft
    talk.do(Typed(typed))
    said, at = talk.view.text, talk.draft.at
    taken = name == "title" and typed in ("٣٤٥٦", "1e999", "9" * 400, "!!!")
    searched = name in ("client_id", "staff") and talk.draft.search
    assert at == (REVIEW if taken else before.at)
    assert taken or searched or said.startswith("没有记下：")
    assert "\0" not in said.encode().decode()
    others = {k: v for k, v in talk.draft.answers.items() if k != name}
    assert others == {k: v for k, v in before.answers.items() if k != name}


def test_a_step_names_what_it_needs_of_the_records() -> None:
    talk = Talk(SampleForm)
    world = World(NOW, TODAY)
    typed = Typed("clients1")
    asked = needs(SampleForm, talk.draft, typed, world)
    assert Need("clients", page=0) in asked
    known = World(NOW, TODAY, options={Need("clients", page=0): Page()})
    assert needs(SampleForm, talk.draft, typed, known) == (Need("clients", "clients1", 0),)
    assert step(SampleForm, talk.draft, typed, known).draft.search == "clients1"


def test_correcting_opens_at_the_review_and_asks_for_the_reason() -> None:
    talk = Talk(SampleForm, mode=Mode.AMEND, preset=ANSWERS)
    assert talk.view.title == "核对 · 更正 · 服务记录"
    talk.type("提交")
    assert "更正原因" in talk.view.text
    talk.type("金额写错了")
    assert talk.type("提交").submit


def test_withdrawing_asks_for_the_reason_alone() -> None:
    talk = Talk(SampleForm, mode=Mode.WITHDRAW)
    assert talk.view.title == "作废 · 服务记录 · 第1/1步"
    talk.type("重复录入了")
    assert talk.type("确认作废").submit


def test_an_older_edition_is_carried_over_with_what_still_fits() -> None:
    older = {
        **ANSWERS,
        "starts_on": "月初",
        "mood": "满意",
        "hazards": [{"place": "仓库", "grade": "huge"}, {"place": "车间", "grade": "general"}],
    }
    draft = replace(reviewing().draft, fingerprint="old", answers=older, at=("mood",))
    carried, said = carry_over(SampleForm, draft)
    assert said.startswith("表格更新了：「服务期起」「发现的隐患」需要填写")
    assert carried.lost == {
        "starts_on": "月初",
        "mood": "满意",
        "hazards": {"0": {"grade": "huge"}},
    }
    assert carried.answers["client_id"] == "clients-2"
    assert carried.answers["hazards"][1] == {"place": "车间", "grade": "general"}
    assert carried.at == ("starts_on",)
    assert carry_over(SampleForm, carried) == (carried, "")
