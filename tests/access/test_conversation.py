"""Every word, every form and every button of the conversation, by every role: allowed or refused.

What is there comes from the registries and from a walk over the buttons that people are shown; who
may is written here by hand. A word, a form or a kind of button that this table doesn't know fails.
"""

import pytest

from handlers.formkit.view import press
from handlers.forms import FORMS
from storage.database import Database
from storage.organisation import Role
from tests.access.people import TABLES, Hand, inhabited, walk

AGENCY = frozenset({Role.AGENCY, Role.PRINCIPAL})
PRINCIPAL = frozenset({Role.PRINCIPAL})
INSPECTOR = frozenset({Role.INSPECTOR})
SUPERVISOR = frozenset({Role.SUPERVISOR})
CLIENT = frozenset({Role.CLIENT})
EVERYBODY = frozenset(Role)
OFFICE = EVERYBODY - CLIENT
ASKED = SUPERVISOR | INSPECTOR | CLIENT
"""Who may be asked how satisfied they are; an agency judges nobody."""

WORDS = {
    "/menu 菜单 /help 帮助 ? ？ 提醒 待办 /due /start 开始 /cancel 取消 /continue 继续": EVERYBODY,
    "/records 查看记录 /find 查找 隐患台账 /hazards 重大隐患快报 快报 /alarms 收到": EVERYBODY,
    "/results 评定公告 公告 /bind 绑定 我的账号": EVERYBODY,
    "/publish 星级与公布": SUPERVISOR,
    "一企一档 评定表 /table /site 现场核查": OFFICE,
    "清单签收情况 监管平台上传台账 上传台账 导入导出 /excel": AGENCY,
    "/survey 满意度 满意度测评 测评": ASKED,
    "待签清单": CLIENT,
    "/score 得分 评分 分数 /result 评定结果 异议": OFFICE,
    "/inspect 评定 现场评定": INSPECTOR,
    "/next 怎么提分 提分": AGENCY,
    "/losses 全市失分": SUPERVISOR | INSPECTOR,
    "/cycle 评定工作": SUPERVISOR,
    "/draw 抽样 现场核查抽样": OFFICE,
    "/join 参评邀请": PRINCIPAL,
    "/talks 约谈 警示约谈": SUPERVISOR | AGENCY,
}

FORM_ROLES = {
    "visit signed_list rectification recheck follow_up contract client gathering": AGENCY,
    "upload_contract upload_hazards staff profile contact": AGENCY,
    "invite_staff": PRINCIPAL,
    "renew_login end_membership": PRINCIPAL | SUPERVISOR,
    "agency participation cycle invite_official accident register": SUPERVISOR,
    "contact_check": SUPERVISOR,
    "conflict": SUPERVISOR | INSPECTOR,
}

BUTTONS = {
    "menu": EVERYBODY,
    "rec": EVERYBODY,
    "due": EVERYBODY,
    "form bind": EVERYBODY,
    "haz": EVERYBODY,
    "haz.rectify haz.recheck": AGENCY,
    "alarm": EVERYBODY,
    "alarm.raise alarm.visit alarm.link alarm.contact": AGENCY,
    "alarm.ack": PRINCIPAL | SUPERVISOR | CLIENT,
    "job doc pap pic side": OFFICE,
    "led xl sign tip": AGENCY,
    "city pic.heat": SUPERVISOR | INSPECTOR,
    "sign.handed sign.text": OFFICE,
    "sheet": CLIENT,
    "insp": INSPECTOR,
    "site": OFFICE,
    "site.new site.at site.picked site.next site.yes site.no site.listed": INSPECTOR,
    "site.close site.closed site.reopen": INSPECTOR,
    "cyc pub": SUPERVISOR,
    "res": EVERYBODY,
    "draw": OFFICE,
    "draw.of": SUPERVISOR | INSPECTOR,
    "draw.new draw.go": SUPERVISOR,
    "join": PRINCIPAL,
    "score": OFFICE,
    "obj": OFFICE,
    "obj.mine obj.points obj.point obj.raise obj.back obj.gone": AGENCY,
    "obj.accept obj.agreed": PRINCIPAL,
    "obj.list obj.agency obj.tell obj.told obj.all obj.alltold": SUPERVISOR,
    "obj.open obj.uphold obj.dismiss": SUPERVISOR | INSPECTOR,
    "talk": SUPERVISOR | AGENCY,
    "talk.cands talk.cand talk.ev talk.decided talk.decide talk.ready talk.plan": SUPERVISOR,
    "talk.look talk.raise talk.photos talk.hold talk.move talk.off talk.check": SUPERVISOR,
    "talk.ack": PRINCIPAL,
    "talk.confirm": SUPERVISOR | PRINCIPAL,
    "talk.rectify": AGENCY,
    "sat sat.mine": ASKED,
    "sat.*": SUPERVISOR,
    "sat.rate": CLIENT,
}
"""By the whole action, all others of a first part (``.*``), or that part. 收到 and 评价 are for
whoever was told or is asked: here those who are named."""

FOR_ONE_FORM = dict.fromkeys(("survey_official", "star_bands", "result_correction"), SUPERVISOR)
FOR_ONE_FORM |= {"site_check": INSPECTOR}
"""Forms that are no line of the menu."""

LAST = ("sat.closed", "cyc.closed", "site.closed")
"""What ends something that other buttons need."""


def spelled(table: dict[str, frozenset[Role]]) -> dict[str, frozenset[Role]]:
    return {word: roles for words, roles in table.items() for word in words.split()}


def of_button(action: str) -> frozenset[Role] | None:
    """Who may press a button; None: nobody has said."""
    forms, buttons = spelled(FORM_ROLES) | FOR_ONE_FORM, spelled(BUTTONS)
    first, _, form = action.partition(" ")
    parts = first.split(".")
    if form or (parts[0] == "form" and parts[1:2] in (["amend"], ["withdraw"])):
        return forms.get(form or parts[2])
    return buttons.get(first, buttons.get(f"{parts[0]}.*", buttons.get(parts[0])))


@pytest.fixture
async def people(sqlite_database: Database) -> dict[Role, Hand]:
    return await inhabited(sqlite_database)


def test_the_table_names_every_word_and_every_form_there_is() -> None:
    assert set(spelled(WORDS)) == set(TABLES.words)
    assert set(spelled(FORM_ROLES)) == {form.spec.name for form in FORMS}


@pytest.mark.parametrize("role", Role)
async def test_every_word_by_a_role(people: dict[Role, Hand], role: Role) -> None:
    hand, wrong = people[role], []
    for word, roles in spelled(WORDS).items():
        await hand.type(word)
        if hand.refused == (role in roles):
            wrong.append(f"{word}: {'refused' if hand.refused else 'allowed'}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", Role)
async def test_every_form_by_a_role(people: dict[Role, Hand], role: Role) -> None:
    hand, wrong = people[role], []
    for form, roles in spelled(FORM_ROLES).items():
        await hand.press(press("form.open", form))
        if hand.refused == (role in roles):
            wrong.append(f"{form}: {'refused' if hand.refused else 'allowed'}")
    assert not wrong, "\n".join(wrong)


async def test_every_button_by_every_role(people: dict[Role, Hand]) -> None:
    shown = {role: await walk(hand, ["菜单", "/start"], LAST) for role, hand in people.items()}
    sample = {action: data for seen in shown.values() for action, data in seen.items()}
    assert len(sample) > 100
    wrong = []
    for action, data in sorted(sample.items(), key=lambda one: (one[0] in LAST, one)):
        roles = of_button(action)
        if roles is None:
            wrong.append(f"{action}: not in the table")
            continue
        for role, hand in people.items():
            await hand.press(shown[role].get(action, data))
            if hand.refused == (role in roles):
                wrong.append(f"{action} by {role}: {'refused' if hand.refused else 'allowed'}")
    assert not wrong, "\n".join(wrong)
