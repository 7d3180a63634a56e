"""What a letter becomes: pieces that fit, whole characters, one bold title, the keyboard last."""

from typing import Any

import pytest
import regex
from aiogram.methods import EditMessageText, SendDocument, SendMediaGroup, SendMessage, SendPhoto
from hypothesis import given
from hypothesis import strategies as st

from bot.render import NOTHING, TEXT_LIMIT, keyboard, methods, shown, split, units
from handlers.formkit.view import Choice, View
from storage.letters import ShownFile, ViewBody

FAMILY = "👨‍👩‍👧‍👦"
ROWS = [[["提交", "form.submit:x:1"]]]


def attach(file: ShownFile) -> str:
    return file["sha256"]


def sent(view: ViewBody) -> list[Any]:
    return methods(view, 7, attach)


@given(st.text(max_size=300), st.integers(40, 60))
def test_a_split_text_fits_and_loses_only_line_ends_and_what_cannot_be_seen(
    text: str, limit: int
) -> None:
    pieces = split(text, limit)
    assert all(0 < units(piece) <= limit for piece in pieces)
    if pieces != [NOTHING]:
        unseen = regex.compile(r"[\s\p{C}\p{Zs}\p{M}\u115f\u1160\u2800\u3164\uffa0]")
        assert unseen.sub("", "".join(pieces)) == unseen.sub("", text)


@pytest.mark.parametrize("cluster", [FAMILY, "é́", "🇨🇳", "👍🏽", "한", "\r\n字"])
def test_no_piece_ends_inside_what_a_reader_sees_as_one(cluster: str) -> None:
    text = "x" + cluster * 6000
    pieces = split(text)
    assert len(pieces) > 1
    whole = cluster.strip("\r\n")
    assert sum(piece.count(whole) for piece in pieces) == 6000


def test_a_cut_prefers_the_end_of_a_line() -> None:
    line = "一" * 99 + "\n"
    first = split(line * 50)[0]
    assert len(first.splitlines()[-1]) == 99


@pytest.mark.parametrize(
    ("length", "pieces"), [(0, 1), (1, 1), (4096, 1), (4097, 2), (100_000, 25)]
)
def test_texts_of_any_length_become_messages(length: int, pieces: int) -> None:
    called = sent({"text": "字" * length, "rows": ROWS})
    assert len(called) == pieces
    assert all(units(one.text) <= TEXT_LIMIT for one in called)
    assert [one.reply_markup is not None for one in called] == [False] * (pieces - 1) + [True]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\0", "\u200b\u2060", "\u3164", "\n" * 300])
def test_a_message_is_never_empty(text: str) -> None:
    (called,) = sent({"text": text})
    assert called.text == NOTHING


@pytest.mark.parametrize("text", ["<b>粗</b>", "*a* _b_ `c`", "[x](tg://x)", "&lt;", "%s {0}"])
def test_nothing_is_markup(text: str) -> None:
    (called,) = sent({"text": text})
    assert (called.text, called.parse_mode, called.entities) == (text, None, None)


def test_the_title_is_bold_in_units_of_utf16() -> None:
    (called,) = sent({"text": "请选择", "title": f"{FAMILY}合同"})
    (bold,) = called.entities
    assert (bold.type, bold.offset, bold.length) == ("bold", 0, units(FAMILY) + 2)
    assert called.text == f"{FAMILY}合同\n请选择"


def test_a_press_edits_with_the_first_piece_and_the_rest_follows() -> None:
    first, second = sent({"text": "字" * 5000, "rows": ROWS, "edit": 12})
    assert isinstance(first, EditMessageText)
    assert first.message_id == 12
    assert first.reply_markup is None
    assert isinstance(second, SendMessage)
    assert second.reply_markup is not None


def test_files_come_before_the_text_that_asks_about_them() -> None:
    picture: ShownFile = {"sha256": "a", "name": "a.jpg", "type": "image/jpeg"}
    paper: ShownFile = {"sha256": "b", "name": "b.pdf", "type": "application/pdf"}
    called = sent({"text": "好", "files": [picture, paper]})
    assert [type(one) for one in called] == [SendPhoto, SendDocument, SendMessage]
    album = sent({"text": "好", "files": [picture] * 11})
    assert [type(one) for one in album] == [SendMediaGroup, SendPhoto, SendMessage]
    edited = sent({"text": "好", "files": [paper], "edit": 3})
    assert [type(one) for one in edited] == [EditMessageText, SendDocument]


def test_labels_are_cut_to_what_a_button_holds() -> None:
    board = keyboard([[[FAMILY * 20, "x::0"]]])
    assert board is not None
    label = board.inline_keyboard[0][0].text
    assert units(label) <= 64
    assert label == FAMILY * (len(label) // len(FAMILY)) + "…"


def test_a_view_is_kept_as_what_it_shows() -> None:
    file: ShownFile = {"sha256": "a", "name": "a.jpg", "type": "image/jpeg"}
    view = View("文", ((Choice("好", "x:y:1"),),), "题", numbered=True, files=("a", "gone"))
    kept = shown(view, lambda sha256: file if sha256 == "a" else None, 5)
    assert kept == {
        "text": "文",
        "title": "题",
        "rows": [[["好", "x:y:1"]]],
        "numbered": True,
        "files": [file],
        "edit": 5,
    }
