"""Whatever is sent over the socket ends in an answer, and the socket stays open."""

import json
import uuid
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat import Login, frames
from bot.channels.webchat.rooms import WAITING, Seat
from tests.bot.webchat.stage import Stage
from tests.bot.webchat.tab import tab

ID = str(uuid.UUID(int=7))


def text(**changes: Any) -> dict[str, Any]:
    return {"type": "text", "client_id": ID, "text": "好"} | changes


def press(**changes: Any) -> dict[str, Any]:
    return {"type": "press", "client_id": ID, "message_id": 1, "data": "a:b:1"} | changes


HOSTILE: list[tuple[str, Any]] = [
    ("没有看懂", ""),
    ("没有看懂", "hello"),
    ("没有看懂", "[" * 200_000),
    ("没有看懂", "NaN"),
    ("没有看懂", "[]"),
    ("没有看懂", "1e999"),
    ("旧版本", {}),
    ("旧版本", {"type": None}),
    ("旧版本", {"type": ["text"]}),
    ("旧版本", {"type": "admin"}),
    ("没有编号", text(client_id="7")),
    ("没有编号", text(client_id=None)),
    ("没有编号", text(client_id={"a": 1})),
    ("不是文字", text(text=["a"])),
    ("不是文字", text(text=7)),
    ("最多20000个字", text(text="长" * 20_001)),
    ("不完整的字符", text(text="\ud800")),
    ("按钮无效", press(data="")),
    ("按钮无效", press(data="按" * 22)),
    ("编号不对", press(message_id="1")),
    ("编号不对", press(message_id=True)),
    ("编号不对", press(message_id=-1)),
    ("编号不对", press(message_id=10**30)),
    ("重新选择", {"type": "files", "client_id": ID, "files": []}),
    ("重新选择", {"type": "files", "client_id": ID, "files": "x"}),
    ("重新选择", {"type": "files", "client_id": ID, "files": [{}]}),
    ("重新选择", {"type": "files", "client_id": ID, "files": ["forged.seal"]}),
    ("重新选择", {"type": "files", "client_id": ID, "files": ["é.é"]}),
    ("最多发10个", {"type": "files", "client_id": ID, "files": ["x"] * 11}),
    ("编号不对", {"type": "older", "id": []}),
]


async def test_a_hostile_frame_gets_a_sentence_and_changes_nothing(stage: Stage) -> None:
    async with tab(stage, await stage.doors.enter("agency")) as page:
        for sentence, frame in HOSTILE:
            await page.socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))
            [answer] = await page.all_answered()
            assert answer["type"] == "error"
            assert sentence in answer["text"], (frame, answer["text"])
            named = isinstance(frame, dict) and frame.get("client_id") == ID
            assert answer["client_id"] == (ID if named else answer["client_id"])
        await page.socket.send_bytes(b"\xff")
        assert [f["type"] for f in await page.all_answered()] == ["error"]
    assert stage.received == []


SAID = ["x" * 20_000, "\0", "\u200b", "<b>&amp;", "  ", "\u202eمرحبا", "🧯" * 9]


async def test_text_arrives_exactly_as_it_was_typed(stage: Stage) -> None:
    async with tab(stage, await stage.doors.enter("agency")) as page:
        for said in SAID:
            await page.text(said)
            assert (await page.next("message"))["message"]["text"] == said
    assert [one.raw["message"]["text"] for one in stage.received] == SAID


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["type", "client_id", "text", "data", "message_id", "files", "id", "since"])
KINDS = st.sampled_from([*frames.READERS, "other"])


@given(st.dictionaries(NAMES, JSON), KINDS)
def test_reading_a_frame_gives_a_frame_or_a_sentence(rest: dict[str, Any], kind: str) -> None:
    sentence = "。"
    try:
        frames.read(json.dumps({**rest, "type": kind}))
    except frames.BadFrame as problem:
        sentence = str(problem)
    assert sentence.endswith("。")


@given(st.text())
def test_reading_any_text_gives_a_frame_or_a_sentence(raw: str) -> None:
    with pytest.raises(frames.BadFrame):
        frames.read(raw)


class Stuck(web.WebSocketResponse):
    """A socket whose reader has gone to sleep."""

    async def send_str(self, data: str, compress: int | None = None) -> None:
        import asyncio

        await asyncio.Event().wait()


async def test_a_reader_who_is_too_slow_is_cut_off_and_holds_up_nobody() -> None:
    cuts: list[str] = []
    seat = Seat(Login("l", "1001"), Stuck(), cut=lambda: cuts.append("cut"))
    for _ in range(WAITING):
        seat.offer({"type": "pong"})
    assert cuts == []
    seat.offer({"type": "pong"})
    assert cuts == ["cut"]
    await seat.leave()
