"""Buttons one agency was shown, pressed by another's people: nothing is told, nothing done."""

import re
from collections.abc import Iterator
from typing import cast

from sqlalchemy import select

from bot.channels.wecom import cards, wire
from storage.account import Invitation, default_expiry, invite
from storage.agency import Agency
from storage.audit import trail
from storage.database import Connection
from storage.organisation import Role
from storage.store import Store
from tests.stories.phones import Phones
from tests.stories.stage import Messenger, Presser, Stage
from tests.stories.talker import Talker
from tests.stories.test_agency_day import calls_back, trains

OURS = re.compile(
    "安正|恒丰|鑫源|瑞禾|永泰|宏图|沈建明|HT-2026|FW-2026|HF-2026|王晓芳|对服务满意|有限空间"
)
OPENED = ("服务记录", "服务合同", "服务回访", "隐患整改", "停用人员", "重发登录邀请")


async def looks_at_everything(wang: Talker) -> None:
    await calls_back(wang)
    await trains(wang)
    await wang.taps("更正")
    for form in OPENED:
        await wang.says("菜单")
        await wang.taps(form)
    for kind in ("服务记录", "服务合同", "事故隐患"):
        await wang.says("菜单")
        await wang.taps("查看记录")
        await wang.taps(kind)
        await wang.says("1")
        await wang.taps("更正历史")
        await wang.taps("返回")
    await wang.says("得分")
    await wang.taps("第4项")
    await wang.taps("查看记录")


def in_process(stage: Messenger) -> Iterator[str]:
    for call in stage.channel.session.calls:
        markup = getattr(call, "reply_markup", None)
        for row in markup.inline_keyboard if markup else ():
            for button in row:
                yield button.callback_data


def on_cards(stage: Phones) -> Iterator[str]:
    for command in (wire.SEND, wire.UPDATE):
        for body in stage.robot.sent(command):
            for button in body.get("template_card", {}).get("button_list", ()):
                if tapped := cards.chosen(button["key"]):
                    yield tapped.data


def shown_to_us(stage: Stage) -> list[str]:
    """Up to six of each kind of button, those of a record or a draft first."""
    assert isinstance(stage, Messenger | Phones)
    kinds: dict[str, set[str]] = {}
    for data in in_process(stage) if isinstance(stage, Messenger) else on_cards(stage):
        kinds.setdefault(".".join(data.split(":")[0].split(".")[:3]), set()).add(data)
    return [data for found in kinds.values() for data in sorted(found, key=len)[-6:]]


def rivals(store: Store) -> str:
    rival = store.add(Agency(name="海盐另一家技术服务部", credit_code="91350100M000100Y43"))
    offered = Invitation(
        code_hash="",
        role=Role.PRINCIPAL,
        name="别人",
        agency_id=rival.id,
        expires_at=default_expiry(store),
    )
    return invite(store, offered)[1]


async def test_no_button_of_ours_tells_or_does_anything_for_another_agency(
    messenger: Stage,
) -> None:
    stage = messenger
    wang = await stage.enters("王晓芳", Role.PRINCIPAL)
    await looks_at_everything(wang)
    await stage.reminds()
    await wang.says("待办")
    pressed = shown_to_us(stage)
    assert len(pressed) > (50 if isinstance(stage, Phones) else 100), "a menu has no buttons there"
    rival = cast(Presser, await stage.let_in(await stage.write(rivals), "别人"))

    def written(connection: Connection) -> int:
        ours = select(trail.c.seq).where(trail.c.chain == stage.town.agency.id)
        return len(connection.execute(ours).all())

    assert "菜单" in await rival.forges("menu")
    before = await stage.app.database.read(written)
    for data in pressed:
        assert not OURS.search(await rival.forges(data)), data
    assert await stage.app.database.read(written) == before
