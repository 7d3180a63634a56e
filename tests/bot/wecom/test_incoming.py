"""What WeCom tells is read as the update it would have been, and nothing it tells is a surprise."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import arrivals
from bot.channels.wecom.cards import task_id
from bot.channels.wecom.incoming import (
    Entered,
    Heard,
    Unreadable,
    place_of,
    read,
    request_of,
)
from bot.channels.wecom.rendering import pieces
from bot.channels.wecom.wire import CLICKED, ENTERED, HEARD_EVENT, HEARD_MESSAGE, Frame
from bot.render import keyboard
from handlers.formkit.events import Event, Pressed, Typed, Unusable
from storage.peers import number_of

AT = datetime(2026, 3, 1, tzinfo=UTC)
FILE = {"url": "https://files.example/a?sign=1%2B2", "aeskey": "a2V5"}


def message(kind: str, content: Any, **more: Any) -> Frame:
    body = {"msgid": "m1", "from": {"userid": "wang"}, "chattype": "single", "msgtype": kind}
    return Frame(HEARD_MESSAGE, "req-1", {**body, kind: content, **more})


def event(kind: str, **more: Any) -> Frame:
    told = {"eventtype": kind, **more}
    body = {"msgid": "m1", "from": {"userid": "wang"}, "msgtype": "event", "event": told}
    return Frame(HEARD_EVENT, "req-1", body)


def heard(frame: Frame) -> Heard:
    found = read(frame, AT)
    assert isinstance(found, Heard)
    return found


def item(kind: str, content: Any) -> dict[str, Any]:
    return {"msgtype": kind, kind: content}


@pytest.mark.parametrize(
    ("frame", "wanted"),
    [
        (message("text", {"content": "你好"}), Typed("你好")),
        (message("voice", {"content": "去了两次"}), Typed("去了两次")),
        (message("text", {"content": ""}), Typed("")),
        (message("video", FILE), Unusable("视频")),
        (message("mixed", {"msg_item": [item("text", {"content": "只有字"})]}), Typed("只有字")),
        (message("location", {"x": 1}), Typed("")),
    ],
)
def test_a_message_says_what_it_would_anywhere(frame: Frame, wanted: Event) -> None:
    found = heard(frame)
    assert arrivals.read(found.incoming.raw).event == wanted
    assert found.incoming.key == "m1"
    assert found.incoming.account == str(number_of("wang"))
    assert arrivals.sender_of(found.incoming.raw) == found.incoming.account


@pytest.mark.parametrize("kind", ["image", "file"])
def test_a_file_is_named_by_the_way_to_it(kind: str) -> None:
    (file,) = arrivals.read(heard(message(kind, FILE)).incoming.raw).files
    assert place_of(file.file_id) == (FILE["url"], FILE["aeskey"])


def test_pictures_among_words_are_one_answer() -> None:
    other = {**FILE, "aeskey": "bw"}
    mixed = [item("text", {"content": "整改前"}), item("image", FILE), item("image", other)]
    mixed.append(item("text", {"content": "整改后"}))
    arrival = arrivals.read(heard(message("mixed", {"msg_item": mixed})).incoming.raw)
    assert [place_of(one.file_id)[1] for one in arrival.files] == ["a2V5", "bw"]
    assert {one.type for one in arrival.files} == {"image/jpeg"}
    assert arrival.caption == "整改前\n整改后"
    assert arrival.album is None


def test_a_click_is_a_press_on_the_message_of_its_card() -> None:
    (card,) = pieces("选一个", None, keyboard([[["是", "form.pick:a:3"], ["否", "form.no::3"]]]))
    key = card.body(task_id(77))["template_card"]["button_list"][1]["key"]  # type: ignore[call-arg]
    told = {"event_key": key, "task_id": task_id(77), "card_type": "button_interaction"}
    found = heard(event(CLICKED, **{CLICKED: told}))
    arrival = arrivals.read(found.incoming.raw)
    assert (arrival.event, arrival.message) == (Pressed("form.no", "", 3), 77)
    assert request_of(arrival.callback or "") == (number_of("wang"), "req-1")
    assert found.click is not None
    assert (found.click.request, found.click.chat, found.click.message_id) == ("req-1", "wang", 77)


@pytest.mark.parametrize(
    ("task", "key"),
    [
        ("77-x", "0.x"),
        ("check-1", "1.bWVudQ.eA.eA"),
        ("77-x", "9"),
        ("x", "x"),
        (f"{'9' * 19}-x", "1.bWVudQ.eA.eA"),
        (f"{'9' * 5000}-x", "1.bWVudQ.eA.eA"),
    ],
)
def test_a_click_on_nothing_of_ours_stands_for_nothing(task: str, key: str) -> None:
    found = heard(event(CLICKED, **{CLICKED: {"event_key": key, "task_id": task}}))
    assert found.click is not None
    assert found.click.tapped is None


def test_in_a_group_only_what_was_asked_is_kept() -> None:
    said = {"content": "@安星 嘉兴安正几星 @所有人"}
    found = heard(message("text", said, chattype="group", chatid="wr1"))
    assert found.group
    assert (found.name, found.incoming.account) == ("wr1", str(number_of("wr1", group=True)))
    assert int(found.incoming.account) < 0
    assert arrivals.read(found.incoming.raw).asked == "嘉兴安正几星 @所有人"
    assert "wang" not in json.dumps(found.incoming.raw)


@pytest.mark.parametrize(
    "frame",
    [
        event("feedback_event"),
        event("something_new"),
        message("image", FILE, chattype="group", chatid="wr1"),
        Frame("aibot_new_callback", "req-1", {}),
    ],
)
def test_what_nobody_waits_for_is_nothing(frame: Frame) -> None:
    assert read(frame, AT) is None


def test_who_looks_in_is_welcomed() -> None:
    assert read(event(ENTERED), AT) == Entered("wang", "req-1")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"msgid": "m1"},
        {"msgid": 5, "from": {"userid": "wang"}, "msgtype": "text", "text": {"content": "x"}},
        {"msgid": "m1", "from": {"userid": "wang"}, "msgtype": "text", "text": "x"},
        {"msgid": "m1", "from": {"userid": ""}, "msgtype": "text", "text": {"content": "x"}},
        {"msgid": "m1", "from": "wang", "msgtype": "image", "image": {"url": None}},
        {"msgid": "m1", "from": {"userid": "wang"}, "msgtype": "mixed", "mixed": {}},
    ],
)
def test_a_message_with_a_hole_is_named_unreadable(body: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read(Frame(HEARD_MESSAGE, "req-1", body), AT)


WORDS = st.sampled_from(
    "msgid from userid msgtype text image mixed msg_item content url aeskey chattype chatid group "
    "single event eventtype enter_chat template_card_event event_key task_id".split()
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=20,
)


@given(st.sampled_from((HEARD_MESSAGE, HEARD_EVENT)), st.dictionaries(WORDS, ANYTHING, max_size=9))
def test_nothing_that_comes_is_more_than_unreadable(command: str, body: dict[str, Any]) -> None:
    with suppress(Unreadable):
        found = read(Frame(command, "req-1", body), AT)
        if isinstance(found, Heard):
            arrivals.read(found.incoming.raw)
            json.dumps(found.incoming.raw, ensure_ascii=False).encode()


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_two_messages_are_never_one(one: str, other: str) -> None:
    """Half characters and all: the same message is the same update, another is another."""
    numbers = {
        heard(message("text", {"content": "x"}, msgid=key)).incoming.raw["update_id"]
        for key in (one, other, one)
    }
    assert len(numbers) == len({one, other})
