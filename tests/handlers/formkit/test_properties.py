"""What holds of every conversation, whatever people type, press and send, in whatever order."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.formkit.draft import CANCEL, Draft, Mode
from handlers.formkit.events import Event, Pressed, Sent, SentFile, Typed, Unusable
from handlers.formkit.places import asked
from handlers.formkit.question import ABSENT
from handlers.formkit.show import row_of
from handlers.formkit.world import World
from tests.handlers.formkit.sample import SampleForm
from tests.handlers.typing import NOW, TODAY, Talk, walk

WORDS = [
    *("上一步", "跳过", "取消", "保留", "清空", "完成", "完成上传", "完成选择", "添加", "提交"),
    *("继续填写", "返回", "删除", "下一页", "上一页", "看全部", "1", "2", "3", "1 3", "是", "否"),
    *("今天", "2026-02-30", "3.5", "明天", "99", "-1", "嘉兴clients07", "不存在的", "五", "无"),
    *("", "\u200b", "跳过\u200c", "长" * 3000, "{0.__class__}", "%s", "<b>", "٣", "1e999", "\0"),
]
FILES = [SentFile(c * 64, f"{c}.jpg", "image/jpeg", 5) for c in "abcde"]


def press(data: str) -> Event:
    return Pressed.parse(data) or Typed(data)


@st.composite
def happenings(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(["press"] * 6 + ["type"] * 4 + ["send", "odd", "stale", "forge"]))
    match kind:
        case "press" | "stale":
            return kind, draw(st.integers(0, 60))
        case "type":
            return kind, draw(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)))
        case "send":
            refused = draw(st.sampled_from([(), ("文件是空的",)]))
            return kind, Sent(tuple(draw(st.lists(st.sampled_from(FILES)))), refused=refused)
        case "forge":
            actions = ["form.pick.99", "form.edit.-1", "form.entry.7", "form.month.x", "due.x"]
            return kind, draw(st.sampled_from([*actions, "form.submit", "form.page.99999999"]))
    return kind, Unusable("表情贴纸")


def event_of(talk: Talk, happening: tuple[str, Any], seen: list[str]) -> Event:
    kind, what = happening
    if kind == "press":
        return press(talk.view.choices[what % len(talk.view.choices)].data)
    if kind == "stale":
        old = [data for data in seen if not data.endswith(f":{talk.draft.revision}")]
        return press(old[what % len(old)]) if old else Pressed("form.pick.0", talk.draft.id)
    if kind == "forge":
        return Pressed(what, talk.draft.id, talk.draft.revision)
    return Typed(what) if kind == "type" else what


def check_step(before: Draft, talk: Talk, happening: tuple[str, Any], view_was: object) -> None:
    after, view = talk.draft, talk.view
    kept = json.loads(json.dumps(after.to_json(), ensure_ascii=False))
    assert Draft.from_json(kept) == after
    assert view.title
    assert view.text.strip()
    assert all(c.label.strip() and len(c.label) <= 24 for c in view.choices)
    assert all(c.data.endswith(f"{after.id}:{after.revision}") for c in view.choices)
    assert after == before or after.revision == before.revision + 1
    if happening[0] == "stale" and after != before:
        raise AssertionError("an outdated press changed the draft")
    elsewhere = {k: v for k, v in before.answers.items() if k != before.at[0]}
    assert elsewhere == {k: v for k, v in after.answers.items() if k != before.at[0]}
    own = before.answers.get(str(before.at[0]), ABSENT)
    if own is not ABSENT:
        assert str(before.at[0]) in after.answers


def check_back(talk: Talk, before: Draft) -> None:
    """Where an answer led one question on, 上一步 leads back to it, the answers as they are."""
    after = talk.draft
    if after.trail != (*before.trail, before.at) or CANCEL in (after.at, before.at):
        return
    back = Talk(SampleForm)
    back.take(after)
    back.do(Typed("上一步"))
    assert back.draft.at == before.at
    fresh_entry = len(after.at) == 3 and len(before.at) == 1
    assert fresh_entry or back.draft.answers == after.answers


def check_submitted(talk: Talk) -> None:
    """What is submitted is what the review showed."""
    world = World(NOW, TODAY, labels=_labels(talk))
    filled = SampleForm.from_answers(talk.draft.answers)
    again = filled.to_answers()
    for number, question in enumerate(asked(SampleForm, talk.draft), 1):
        line = f"{number}. {row_of(question, talk.draft.answers, world)}"
        assert line in talk.view.text
        if talk.draft.answers[question.name] is not None:
            assert again[question.name] == talk.draft.answers[question.name]


def _labels(talk: Talk) -> dict[tuple[str, str], str]:
    sources = (("clients", [talk.answer("client_id")]), ("staff", talk.answer("staff")))
    return {(source, v): f"{source} {v}" for source, values in sources for v in values or ()}


@settings(max_examples=120)
@given(st.data(), st.booleans())
def test_no_order_of_events_breaks_a_conversation(data: st.DataObject, finished: bool) -> None:
    talk = Talk(SampleForm)
    if finished:
        walk(talk, {"uploaded": "否", "ends_on": "明天"})
        talk.take(talk.draft)
    seen: list[str] = []
    for happening in data.draw(st.lists(happenings(), max_size=25)):
        before, view = talk.draft, talk.view
        seen += [c.data for c in view.choices]
        outcome = talk.do(event_of(talk, happening, seen))
        check_step(before, talk, happening, view)
        if outcome.submit:
            check_submitted(talk)
        if outcome.cancelled or outcome.parked:
            assert before.at == CANCEL
            return
        check_back(talk, before)


@settings(max_examples=50)
@given(st.lists(happenings(), max_size=12))
def test_whatever_happened_the_form_can_still_be_finished(events: list[tuple[str, Any]]) -> None:
    talk = Talk(SampleForm)
    for happening in events:
        talk.do(event_of(talk, happening, []))
    given_ = {"uploaded": "否", "starts_on": "前天", "ends_on": "明天", "deadline": "明天"}
    outcome = walk(talk, given_)
    assert SampleForm.from_answers(outcome.draft.answers)


@given(st.sampled_from(list(Mode)), st.integers(0, 3))
def test_a_draft_survives_its_row(mode: Mode, revision: int) -> None:
    draft = replace(Talk(SampleForm, mode=mode).draft, revision=revision, lost={"x": [1]})
    assert Draft.from_json(json.loads(json.dumps(draft.to_json()))) == draft
