"""Whatever a view offers can be reached on WeCom, within what a card and a message hold."""

from typing import Any, cast

import pytest
from aiogram.methods import SendMessage
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.cards import (
    Card,
    Markdown,
    busy,
    chosen,
    columns,
    dead,
    fitted,
    message_of,
    picked,
    task_id,
)
from bot.channels.wecom.rendering import BY_NUMBER, pieces
from bot.channels.wecom.wire import LABEL, MARKDOWN, TASK_ID
from bot.render import keyboard, methods
from handlers.formkit.view import View
from storage.letters import ViewBody
from tests.bot.wecom.rules import broken_by
from tests.bot.wecom.usable import drawn, usable_body

WAYS = [["上一步", "form.back:d:1"], ["取消", "form.cancel:d:1"]]
LONG = "嘉兴港区安达化工物流仓储有限责任公司"


def rows(*labels: str) -> list[list[list[str]]]:
    return [[[label, f"form.pick.{n}:d:1"]] for n, label in enumerate(labels)]


def card(view: ViewBody) -> Card:
    (only,) = drawn(view)
    assert isinstance(only, Card)
    return only


def text(view: ViewBody) -> str:
    (only,) = drawn(view)
    assert isinstance(only, Markdown)
    return only.content


def labels(shown: Card) -> list[str]:
    return [button.label for button in shown.buttons]


def test_a_short_question_is_one_card_under_its_title() -> None:
    offered = [*rows("满意", "不满意"), WAYS]
    shown = card({"title": "回访 · 第1/4步", "text": "客户满意吗？", "rows": offered})
    assert (shown.title, shown.text) == ("回访 · 第1/4步", "客户满意吗？")
    assert labels(shown) == ["满意", "不满意", "上一步", "取消"]


def test_without_a_title_the_first_line_is_one_or_a_word_that_asks() -> None:
    assert card({"text": "已放弃。\n还要填吗？", "rows": rows("填")}).title == "已放弃。"
    shown = card({"text": "字" * 100, "rows": rows("填")})
    assert (shown.title, shown.text) == ("请选择", "字" * 100)


def test_a_long_text_comes_before_a_short_card() -> None:
    said, shown = drawn({"title": "核对", "text": "一行\n" * 60, "rows": [WAYS]})
    assert isinstance(said, Markdown)
    assert said.content.startswith("**核对**\n一行\n一行")
    assert isinstance(shown, Card)
    assert (shown.title, shown.text, labels(shown)) == ("请选择：核对", "", ["上一步", "取消"])
    _said, shown = drawn({"title": "核" * 27, "text": "一行", "rows": [WAYS]})
    assert isinstance(shown, Card)
    assert shown.title == "请选择"
    title = "第1项 办公场所 · 已核 0/25"
    _said, shown = drawn({"title": title, "text": "一行\n" * 60, "rows": [WAYS]})
    assert isinstance(shown, Card)
    assert shown.title == "请选择：第1项 办公场所", "a tapped card still tells what it was about"


@pytest.mark.parametrize("offered", [list("甲乙丙丁戊己庚"), [LONG, "取消"], ["甲", "甲", "乙"]])
def test_what_no_card_holds_is_a_numbered_menu_where_numbers_pick(offered: list[str]) -> None:
    said = text({"title": "选委托单位", "text": "请选。", "rows": rows(*offered), "numbered": True})
    lines = [f"{n}、{label}" for n, label in enumerate(offered, 1)]
    assert said == "\n".join(["**选委托单位**", "请选。", "", *lines, BY_NUMBER])


def test_a_label_that_tells_its_number_does_not_tell_it_twice() -> None:
    offered = [f"☐ {n}. {LONG}{n}" for n in range(1, 9)]
    said = text({"text": "请选。", "rows": rows(*offered), "numbered": True})
    assert f"1、☐ {LONG}1\n2、☐ {LONG}2" in said


def test_a_line_that_tells_of_a_choice_under_its_number_is_its_line_of_the_menu() -> None:
    listed = "1. 委托单位：安达化工\n2. 日期：昨天\n4. 别的\n请核对。"
    offered = ["委托单位", "日期", "回访方式", "提交", "上一步", "稍后再填", "取消"]
    said = text({"title": "核对", "text": listed, "rows": rows(*offered), "numbered": True})
    lines = ["1、委托单位：安达化工", "2、日期：昨天", "4． 别的", "请核对。", ""]
    menu = ["3、回访方式", "4、提交", "5、上一步", "6、稍后再填", "7、取消", BY_NUMBER]
    assert said == "\n".join(["**核对**", *lines, *menu])


def test_a_window_that_cant_be_used_is_found() -> None:
    twice = rows("甲", "甲")
    for wrong in (
        {"text": "文", "rows": twice},
        {"text": "文", "rows": rows(*(f"{LONG}{n}" for n in range(7)))},
        {"text": "文\n" * 200, "rows": rows(*(f"{n}甲" for n in range(20))), "keep": True},
    ):
        with pytest.raises(AssertionError):
            usable_body(cast(ViewBody, wrong))


def test_a_calendar_is_typed_and_its_words_are_buttons() -> None:
    days = [[[str(n), f"form.pick.{n}:d:1"] for n in range(1, 29)]]
    blank = [["·", "form.none:d:1"]] * 6
    near = [["今天", "form.pick.0:d:1"], ["昨天", "form.pick.1:d:1"]]
    months = [["◀ 10月", "form.month.2026-10:d:1"]]
    view: ViewBody = {"text": "哪一天？", "rows": [near, blank, *days, months, WAYS]}
    assert labels(card(view)) == ["今天", "昨天", "上一步", "取消"]
    usable_body(view)


def test_where_a_number_is_an_answer_the_other_words_stand_in_the_text() -> None:
    offered = ["甲", "乙", "丙", "丁", "戊", "己"]
    shown = card({"text": "几次？\n请打一个整数。", "rows": [*rows(*offered), WAYS]})
    assert labels(shown) == ["甲", "乙", "丙", "丁", "上一步", "取消"]
    assert shown.text == "请打一个整数。\n也可以回复：“戊”、“己”"


def test_a_label_too_long_for_its_button_stands_whole_in_the_text() -> None:
    shown = card({"text": "哪一家？", "rows": [*rows(LONG), WAYS]})
    assert labels(shown)[0] == "嘉兴港区安达化工物…"
    assert f"“{LONG}”" in shown.text


def test_a_letter_beside_the_conversation_has_all_its_buttons_on_cards() -> None:
    offered = [f"{n}. 登记回访·{LONG}" for n in range(1, 7)]
    listed = "\n".join(f"{n}. {LONG}该回访了" for n in range(1, 7))
    rows_ = [*rows(*offered), [["还有3项", "due.list:a:1"], ["都明天再提醒", "due.later:a:0"]]]
    view: ViewBody = {"title": "提醒：有9件事要办", "text": listed, "rows": rows_, "keep": True}
    said, first, second = drawn(view)
    assert isinstance(said, Markdown)
    assert "按钮全文" not in said.content, "its lines say what the numbers are"
    assert isinstance(first, Card)
    assert isinstance(second, Card)
    assert (len(first.buttons), labels(second)) == (6, ["还有3项", "都明天再提醒"])
    usable_body(view)


def test_a_keyboard_of_unknown_make_is_all_on_cards() -> None:
    """Nobody said that what is typed would be taken for it."""
    made = keyboard(rows(*"甲乙丙丁戊己庚辛"))
    assert made is not None
    bare = made.model_copy(update={"aside": True, "labels": ()})
    shown = [one for one in pieces("文", None, bare) if isinstance(one, Card)]
    assert [len(one.buttons) for one in shown] == [6, 2]


LABELS = st.text("甲乙（）*_1a#.“、 [~", min_size=1, max_size=30).map(str.strip).filter(
    lambda label: label and not label.isdigit() and "  " not in label
)
OFFERED = st.lists(LABELS, max_size=25, unique_by=lambda label: fitted(" ".join(label.split())))


@given(st.text("标题*_ ", max_size=40), st.text("甲*_\n# ", max_size=300), OFFERED, st.booleans())
def test_whatever_is_offered_can_be_reached(
    title: str, body: str, offered: list[str], numbered: bool
) -> None:
    view: ViewBody = {"title": title, "text": body, "rows": rows(*offered), "numbered": numbered}
    usable_body(view)


@given(st.text(max_size=40), OFFERED)
def test_a_letters_buttons_are_all_on_its_cards(title: str, offered: list[str]) -> None:
    shown = [
        button
        for piece in drawn({"title": title, "text": "文", "rows": rows(*offered), "keep": True})
        if isinstance(piece, Card)
        for button in piece.buttons
    ]
    taps = [chosen(button.key) for button in shown]
    assert [tap.data for tap in taps if tap] == [data for ((_label, data),) in rows(*offered)]


@given(st.text(max_size=200), st.integers(1, 200), st.lists(LABELS, max_size=60))
def test_no_message_is_over_what_it_may_hold(text: str, times: int, offered: list[str]) -> None:
    view: ViewBody = {"title": text[:30], "text": text * times, "rows": rows(*offered)}
    for piece in drawn({**view, "numbered": True}):
        body = piece.body(task_id(7)) if isinstance(piece, Card) else piece.body()
        assert list(broken_by(body)) == []


def test_the_longest_text_is_cut_into_messages_that_lose_nothing() -> None:
    shown = pieces("险" * 30_000)
    said = [piece.content for piece in shown if isinstance(piece, Markdown)]
    assert len(said) == len(shown) > 3
    assert "".join(said) == "险" * 30_000
    assert all(len(one.encode()) <= MARKDOWN for one in said)


def test_a_tap_says_enough_to_close_its_card_after_any_restart() -> None:
    shown = card({"title": "回访", "text": "满意吗？", "rows": [*rows("满意", "不满意")]})
    tapped = chosen(shown.buttons[1].key)
    assert tapped is not None
    assert (tapped.data, tapped.label, tapped.title) == ("form.pick.1:d:1", "不满意", "回访")
    for closed in (picked(tapped), busy(tapped), dead(tapped)):
        assert closed.title == "回访"
        assert list(broken_by(closed.body(task_id(1)))) == []
        assert [chosen(button.key) for button in closed.buttons] == [None]
    assert labels(picked(tapped)) == ["✓ 已选：不满意"]
    assert (labels(dead(tapped)), dead(tapped).text) == (["已失效"], "请看下面最新的消息。")
    assert list(broken_by(dead(None).body(task_id(1)))) == []


@pytest.mark.parametrize("key", ["", "x", "1.a", "0.x", "1.?.?.?", "1.gA.gA.gA", "a.b.c.d.e"])
def test_a_strange_key_stands_for_nothing(key: str) -> None:
    assert chosen(key) is None


def test_a_task_is_never_the_same_and_leads_back_to_its_message() -> None:
    made = {task_id(1_790_000_000_000_000) for _ in range(100)}
    assert len(made) == 100
    assert {message_of(one) for one in made} == {1_790_000_000_000_000}
    assert all(len(one) <= TASK_ID for one in made)
    for strange in ("", "-", "x-1", "１-a", "12"):
        assert message_of(strange) is None


@given(st.text(min_size=1, max_size=60))
def test_a_label_fits_its_button(label: str) -> None:
    assert columns(fitted(label)) <= LABEL


def test_telegram_is_told_nothing_of_what_else_a_keyboard_knows() -> None:
    view: ViewBody = {"text": "文", "rows": rows("甲"), "numbered": True, "keep": True}
    (method,) = methods(view, 7, lambda file: "")
    assert isinstance(method, SendMessage)
    board: Any = method.reply_markup
    assert (board.numbered, board.aside, board.labels) == (True, True, ("甲",))
    assert set(method.model_dump(exclude_none=True)["reply_markup"]) == {"inline_keyboard"}
    assert View("文").numbered is False
