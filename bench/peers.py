"""The same five-step form as its peers write it: aiogram's FSM by hand, and aiogram-dialog."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, Column
from aiogram_dialog.widgets.text import Const, Format
from sqlalchemy import Integer, MetaData, String, event
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy_storage import SQLAlchemyStorage

Save = Callable[[dict[str, Any]], Any]


class Base(DeclarativeBase):
    pass


class Gathered(Base):
    __tablename__ = "gathered"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String)
    place: Mapped[str] = mapped_column(String)
    topic: Mapped[str] = mapped_column(String)
    attended: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String)


class Steps(StatesGroup):
    kind = State()
    place = State()
    topic = State()
    attended = State()
    note = State()
    review = State()


def buttons(*labels: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=label, callback_data=label) for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=[row])


ASKED: dict[State, tuple[str, State, str, Callable[[str], Any]]] = {
    Steps.place: ("place", Steps.topic, "主题？", str),
    Steps.topic: ("topic", Steps.attended, "参加人数？", str),
    Steps.attended: ("attended", Steps.note, "备注？", int),
}


def by_hand(save: Save) -> Router:
    """A form as most bots have it: a handler per state, every answer kept in the FSM's data."""
    router = Router()

    async def start(message: Message, state: FSMContext) -> None:
        await state.set_state(Steps.kind)
        await message.answer("培训还是会议？", reply_markup=buttons("培训", "会议"))

    async def kind(query: CallbackQuery, state: FSMContext) -> None:
        await state.update_data(kind=query.data)
        await state.set_state(Steps.place)
        await query.answer()
        if isinstance(query.message, Message):
            await query.message.edit_text("地点？")

    async def answer(message: Message, state: FSMContext) -> None:
        at = await state.get_state()
        field, after, question, parse = next(v for k, v in ASKED.items() if k.state == at)
        await state.update_data({field: parse(message.text or "")})
        await state.set_state(after)
        await message.answer(question)

    async def note(message: Message, state: FSMContext) -> None:
        given = await state.update_data(note=message.text)
        await state.set_state(Steps.review)
        await message.answer(f"核对：{given}", reply_markup=buttons("提交"))

    async def submit(query: CallbackQuery, state: FSMContext) -> None:
        await save(await state.get_data())
        await state.clear()
        await query.answer()
        if isinstance(query.message, Message):
            await query.message.edit_text("已提交")

    router.message.register(start, Command("form"))
    router.callback_query.register(kind, StateFilter(Steps.kind))
    for step in ASKED:
        router.message.register(answer, StateFilter(step))
    router.message.register(note, StateFilter(Steps.note))
    router.callback_query.register(submit, StateFilter(Steps.review))
    return router


def by_dialog(save: Save) -> tuple[Router, Dialog]:
    """The same form in aiogram-dialog's windows."""

    async def chosen(query: CallbackQuery, button: Button, manager: DialogManager) -> None:
        manager.dialog_data["kind"] = button.widget_id
        await manager.next()

    def typed(field: str) -> Any:
        async def keep(message: Any, widget: Any, manager: DialogManager, value: Any) -> None:
            manager.dialog_data[field] = value
            await manager.next()

        return keep

    async def submit(query: CallbackQuery, button: Button, manager: DialogManager) -> None:
        await save(dict(manager.dialog_data))
        await manager.done()

    def asks(question: str, field: str, state: State, parse: Callable[[str], Any]) -> Window:
        entry: Any = TextInput(id=field, type_factory=parse, on_success=typed(field))
        return Window(Const(question), entry, state=state)

    async def given(dialog_manager: DialogManager, **_: Any) -> dict[str, str]:
        return {"given": str(dialog_manager.dialog_data)}

    kinds = (Button(Const(k), id=i, on_click=chosen) for k, i in (("培训", "t"), ("会议", "m")))
    dialog = Dialog(
        Window(Const("培训还是会议？"), Column(*kinds), state=Steps.kind),
        asks("地点？", "place", Steps.place, str),
        asks("主题？", "topic", Steps.topic, str),
        asks("参加人数？", "attended", Steps.attended, int),
        asks("备注？", "note", Steps.note, str),
        Window(
            Format("核对：{given}"),
            Button(Const("提交"), id="go", on_click=submit),
            getter=given,
            state=Steps.review,
        ),
    )
    router = Router()

    async def start(message: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Steps.kind, mode=StartMode.RESET_STACK)

    router.message.register(start, Command("form"))
    return router, dialog


def durable_engine(path: Path) -> AsyncEngine:
    """The peers' SQLite with what durability asks: WAL, every commit on disk, patience."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=32)

    def configure(raw: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=60000"):
            raw.execute(f"PRAGMA {pragma}")

    event.listen(engine.sync_engine, "connect", configure)
    return engine


@asynccontextmanager
async def peer(kind: str, bot: Bot, folder: Path) -> AsyncIterator[Dispatcher]:
    """``bare`` (by hand, in memory), ``stored`` (by hand on SQLAlchemy storage), ``dialog``."""
    engine = durable_engine(folder / f"{kind}.db")
    sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
    metadata = MetaData()
    storage: BaseStorage = MemoryStorage()
    if kind != "bare":
        keys = DefaultKeyBuilder(with_destiny=True)
        storage = SQLAlchemyStorage(sessions, metadata, key_builder=keys)
    kept: list[dict[str, Any]] = []

    async def save(answers: dict[str, Any]) -> None:
        if kind == "bare":
            kept.append(answers)
            return
        async with sessions() as session:
            session.add(Gathered(**answers))
            await session.commit()

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.run_sync(metadata.create_all)
    dispatcher = Dispatcher(storage=storage)
    if kind == "dialog":
        router, dialog = by_dialog(save)
        dispatcher.include_routers(router, dialog)
        setup_dialogs(dispatcher)
    else:
        dispatcher.include_router(by_hand(save))
    yield dispatcher
    await engine.dispose()
