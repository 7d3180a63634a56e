"""What an update says, in no messenger's words, and nothing that it must not say."""

from typing import Any

import pytest

from bot.arrivals import FOREIGN, Arrival, clean, read, sender_of
from handlers.formkit.events import Pressed, Typed, Unusable

USER = {"id": 7, "is_bot": False, "first_name": "王"}
CHAT = {"id": 7, "type": "private"}
GROUP = {"id": -9, "type": "group", "title": "群"}
HELD = {"file_id": "f", "file_unique_id": "u"}


def message(**content: Any) -> dict[str, Any]:
    body = {"message_id": 1, "date": 1, "chat": CHAT, "from": USER, **content}
    return {"update_id": 1, "message": body}


def press(data: str | None = "form.pick.1:abc:3", **more: Any) -> dict[str, Any]:
    shown = {"message_id": 5, "date": 1, "chat": CHAT, "text": "…"}
    query = {"id": "q", "from": USER, "chat_instance": "1", "message": shown, "data": data, **more}
    return {"update_id": 1, "callback_query": {k: v for k, v in query.items() if v is not None}}


EVENTS = [
    (message(text="昨天"), Typed("昨天")),
    (message(text=" <b>\u200b "), Typed(" <b>\u200b ")),
    (message(location={"latitude": 1, "longitude": 2}), Unusable("位置")),
    (message(voice={**HELD, "duration": 1}), Unusable("语音")),
    (message(video={**HELD, "width": 1, "height": 1, "duration": 1}), Unusable("视频")),
    (message(contact={"phone_number": "1", "first_name": "x"}), Unusable("名片")),
    (message(dice={"emoji": "🎲", "value": 1}), Unusable("骰子")),
    (message(new_chat_title="x"), None),
    (message(text="大家好", chat=GROUP), None),
    (press(), Pressed("form.pick.1", "abc", 3)),
    (press("v1.forged"), FOREIGN),
    (press("x" * 64), FOREIGN),
    (press("rec.open:client:\0:0"), FOREIGN),
    (press("rec.list:client:" + "9" * 13), FOREIGN),
    (press("rec.list:client:" + "9" * 12), Pressed("rec.list", "client", 10**12 - 1)),
    (press(None, game_short_name="chess"), FOREIGN),
    (press(message={"message_id": 5, "date": 1, "chat": GROUP, "text": "…"}), None),
    ({"update_id": 1}, None),
    ({"update_id": 1, "message": {"text": "没有发件人"}}, None),
    ({"update_id": 1, "poll_answer": {"poll_id": "1"}}, None),
]


@pytest.mark.parametrize(("raw", "event"), EVENTS)
def test_an_update_is_read_as(raw: dict[str, Any], event: object) -> None:
    assert read(raw).event == event


def test_a_press_names_what_it_edits_unless_that_is_gone() -> None:
    assert (read(press()).message, read(press()).callback) == (5, "q")
    gone = {"message_id": 5, "date": 0, "chat": CHAT}
    assert read(press(message=gone)).message is None
    assert read(press(message=None)).message is None


def test_an_unreadable_press_can_still_be_answered() -> None:
    raw = {"update_id": 1, "callback_query": {"id": "q", "from": {"id": 7}}}
    assert read(raw) == Arrival(callback="q")


def test_the_best_photo_is_taken_and_names_are_made_harmless() -> None:
    sizes = [{**HELD, "file_id": f"f{n}", "width": n, "height": n} for n in (90, 1280, 320)]
    (photo,) = read(message(photo=sizes, caption="现场")).files
    assert (photo.file_id, photo.type) == ("f1280", "image/jpeg")
    paper = {**HELD, "file_name": "../../etc/合\u202e同\x07.pdf", "mime_type": "application/pdf"}
    (kept,) = read(message(document=paper)).files
    assert kept.name == "合同.pdf"


@pytest.mark.parametrize(
    ("status", "reachable"), [("kicked", False), ("left", False), ("member", True)]
)
def test_blocking_and_unblocking_is_heard(status: str, reachable: bool) -> None:
    bot = {"id": 1, "is_bot": True, "first_name": "b"}
    member = {"user": bot, "status": status, "until_date": 0}
    change = {
        "chat": CHAT,
        "from": USER,
        "date": 1,
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": member,
    }
    assert read({"update_id": 1, "my_chat_member": change}).reachable is reachable


@pytest.mark.parametrize(
    ("raw", "sender"),
    [
        (message(text="x"), "7"),
        (press(), "7"),
        ({}, ""),
        ({"message": []}, ""),
        ({"message": {"from": {"id": True}}}, ""),
        ({"message": {"from": {"id": "7"}}}, ""),
    ],
)
def test_the_sender_is_known_or_nobody(raw: dict[str, Any], sender: str) -> None:
    assert sender_of(raw) == sender


def test_half_characters_become_whole_ones() -> None:
    made = clean({"a": ["\ud800x", "好😀"], "b\udfff": 1})
    assert made == {"a": ["\ufffdx", "好😀"], "b\ufffd": 1}
