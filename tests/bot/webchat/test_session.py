"""A Bot's ordinary calls through the web chat, and Telegram's own words where it can't."""

from collections.abc import Awaitable, Callable

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InputMediaDocument,
    InputMediaPhoto,
    MessageEntity,
)

from tests.bot.webchat.stage import Stage, keyboard
from tests.bot.webchat.tab import tab

PICTURE = BufferedInputFile(b"\x89PNG", "现场.png")


async def test_a_message_is_sent_edited_and_deleted_in_place(stage: Stage) -> None:
    token = await stage.doors.enter("agency")
    chat, bot = await stage.account(token), stage.chat.bot
    async with tab(stage, token) as page:
        title = [MessageEntity(type="bold", offset=0, length=2)]
        rows = keyboard([[("是", "a:b:1"), ("否", "a:c:1")]])
        sent = await bot.send_message(chat, "标题\n正文", entities=title, reply_markup=rows)
        shown = (await page.next("message"))["message"]
        assert (sent.message_id, sent.chat.id, sent.bot) == (shown["id"], chat, bot)
        assert shown["bold"] == [[0, 2]]
        assert shown["rows"] == [[{"text": "是", "data": "a:b:1"}, {"text": "否", "data": "a:c:1"}]]

        await bot.edit_message_text("改", chat_id=chat, message_id=sent.message_id)
        edited = (await page.next("edit"))["message"]
        assert (edited["id"], edited["text"], edited["rows"]) == (sent.message_id, "改", [])
        assert edited["change"] > shown["change"]

        await bot.edit_message_reply_markup(
            chat_id=chat, message_id=sent.message_id, reply_markup=rows
        )
        assert (await page.next("edit"))["message"]["rows"] == shown["rows"]
        assert await bot.delete_message(chat, sent.message_id)
        assert (await page.next("edit"))["message"]["gone"] is True


async def test_photos_files_and_albums_are_one_message_each(stage: Stage) -> None:
    token = await stage.doors.enter("agency")
    chat, bot = await stage.account(token), stage.chat.bot
    async with tab(stage, token) as page:
        photo = await bot.send_photo(chat, PICTURE, caption="现场照片")
        shown = (await page.next("message"))["message"]
        assert (shown["text"], shown["files"][0]["picture"]) == ("现场照片", True)
        assert photo.photo is not None
        known = photo.photo[0].file_id

        await bot.send_document(chat, BufferedInputFile(b"%PDF", "合同.pdf"))
        [paper] = (await page.next("message"))["message"]["files"]
        assert (paper["name"], paper["type"], paper["picture"]) == (
            "合同.pdf",
            "application/pdf",
            False,
        )
        album = await bot.send_media_group(
            chat, [InputMediaPhoto(media=known, caption="两张"), InputMediaPhoto(media=PICTURE)]
        )
        both = (await page.next("message"))["message"]
        assert (len(album), len(both["files"]), both["text"]) == (2, 2, "两张")
        assert await page.all_answered() == []


async def test_a_long_text_of_4096_units_is_sent_whole(stage: Stage) -> None:
    chat = await stage.account(token := await stage.doors.enter("agency"))
    async with tab(stage, token) as page:
        await stage.chat.bot.send_message(chat, "长" * 4094 + "🧯")
        assert (await page.next("message"))["message"]["text"] == "长" * 4094 + "🧯"


async def own_message(stage: Stage, token: str) -> int:
    async with tab(stage, token) as page:
        await page.text("我的话")
        id: int = (await page.next("message"))["message"]["id"]
        return id


Call = Callable[[Bot, int, int], Awaitable[object]]
REFUSED: dict[str, Call] = {
    "message is not modified": lambda bot, chat, own: edit_twice(bot, chat),
    "message to edit not found": lambda bot, chat, own: bot.edit_message_text(
        "x", chat_id=chat, message_id=10**9
    ),
    "message can't be edited": lambda bot, chat, own: bot.edit_message_text(
        "x", chat_id=chat, message_id=own
    ),
    "message to delete not found": lambda bot, chat, own: bot.delete_message(chat, 10**9),
    "message can't be deleted": lambda bot, chat, own: bot.delete_message(chat, own),
    "message text is empty": lambda bot, chat, own: bot.send_message(chat, " \n"),
    "message is too long": lambda bot, chat, own: bot.send_message(chat, "长" * 4095 + "🧯"),
    "message caption is too long": lambda bot, chat, own: bot.send_photo(
        chat, PICTURE, caption="长" * 1025
    ),
    "wrong file identifier": lambda bot, chat, own: bot.send_photo(chat, "sha256:" + "0" * 64),
    "chat not found": lambda bot, chat, own: bot.send_message("@somebody", "x"),
    "not available": lambda bot, chat, own: bot.send_dice(chat),
    "media type is not available": lambda bot, chat, own: send_mixed(bot, chat),
}


async def edit_twice(bot: Bot, chat: int) -> object:
    sent = await bot.send_message(chat, "一样")
    return await bot.edit_message_text("一样", chat_id=chat, message_id=sent.message_id)


async def send_mixed(bot: Bot, chat: int) -> object:
    from aiogram.types import InputMediaVideo

    return await bot.send_media_group(
        chat, [InputMediaDocument(media=PICTURE), InputMediaVideo(media=PICTURE)]
    )


async def test_what_a_page_cannot_do_is_refused_in_telegrams_words(stage: Stage) -> None:
    token = await stage.doors.enter("agency")
    chat = await stage.account(token)
    own = await own_message(stage, token)
    for words, call in REFUSED.items():
        with pytest.raises(TelegramBadRequest) as refused:
            pytest.fail(f"{words}: {await call(stage.chat.bot, chat, own)}")
        assert words in str(refused.value)


async def test_a_message_of_somebody_elses_chat_can_be_neither_edited_nor_deleted(
    stage: Stage,
) -> None:
    mine = await stage.account(await stage.doors.enter("agency"))
    other = await stage.account(await stage.doors.enter("supervisor"))
    sent = await stage.chat.bot.send_message(other, "给监管人员")
    for call in (
        stage.chat.bot.edit_message_text("x", chat_id=mine, message_id=sent.message_id),
        stage.chat.bot.delete_message(mine, sent.message_id),
    ):
        with pytest.raises(TelegramBadRequest, match="not found"):
            await call
    entry = await stage.log.entry(str(other), sent.message_id)
    assert entry is not None
    assert entry.body["text"] == "给监管人员"


async def test_an_answered_press_is_a_toast_in_the_page_that_pressed(stage: Stage) -> None:
    token = await stage.doors.enter("agency")
    chat = await stage.account(token)
    async with tab(stage, token) as page:
        await stage.chat.bot.answer_callback_query(f"{chat}.x", text="已过期")
        assert await page.next("toast") == {
            "type": "toast",
            "text": "已过期",
            "alert": False,
            "client_id": "x",
        }


async def test_settings_of_a_messenger_are_taken_and_the_bot_knows_its_name(stage: Stage) -> None:
    bot = stage.chat.bot
    assert await bot.set_my_commands([BotCommand(command="menu", description="菜单")])
    assert (await bot.get_me()).first_name == "安星"
