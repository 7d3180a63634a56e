"""Buttons one agency was shown, pressed by another's people: nothing is told, nothing done."""

import re

from sqlalchemy import select

from storage.account import Invitation, default_expiry, invite
from storage.agency import Agency
from storage.audit import trail
from storage.database import Connection
from storage.organisation import Role
from storage.store import Store
from tests.bot.talk import Person
from tests.stories.stage import Messenger, Stage
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


def shown_to_us(stage: Messenger) -> list[str]:
    """Up to six of each kind of button, those of a record or a draft first."""
    kinds: dict[str, set[str]] = {}
    for call in stage.channel.session.calls:
        markup = getattr(call, "reply_markup", None)
        for row in markup.inline_keyboard if markup else ():
            for button in row:
                action = ".".join(button.callback_data.split(":")[0].split(".")[:3])
                kinds.setdefault(action, set()).add(button.callback_data)
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
    on_sqlite: Stage,
) -> None:
    stage = on_sqlite
    assert isinstance(stage, Messenger)
    wang = await stage.enters("王晓芳", Role.PRINCIPAL)
    await looks_at_everything(wang)
    await stage.reminds()
    await wang.says("待办")
    pressed = shown_to_us(stage)
    assert len(pressed) > 100
    rival = await stage.let_in(await stage.write(rivals), "别人")
    assert isinstance(rival, Person)

    def written(connection: Connection) -> int:
        ours = select(trail.c.seq).where(trail.c.chain == stage.town.agency.id)
        return len(connection.execute(ours).all())

    before = await stage.app.database.read(written)
    for data in pressed:
        await rival.presses(data)
        read = [message.screen for message in rival.messages] + [rival.toast]
        assert not OURS.search("\n".join(read)), data
    assert await stage.app.database.read(written) == before
