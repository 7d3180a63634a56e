"""``anxing invite``: the first supervisor's way in, and a new login for who lost theirs."""

from argparse import ArgumentParser, Namespace

from bot.operator.office import Failure, Office, Order
from handlers.links import invitation_links
from storage.account import Invitation, default_expiry, invite, new_code
from storage.agency import Agency
from storage.database import Connection
from storage.organisation import ROLE_NAMES, Department, Level, Role, memberships
from storage.person import Person
from storage.store import Store

BUREAU = "嘉兴市应急管理局"


def arguments(parser: ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--role", choices=[str(role) for role in Role], help="邀请一位新的人员")
    who.add_argument("--person", metavar="姓名", help="给已有人员换一个登录链接")
    parser.add_argument("--name", default="监管人员", help="新人员的姓名")
    parser.add_argument("--agency", metavar="机构名称", help="机构人员或主要负责人所在的机构")
    parser.add_argument("--department", default=BUREAU, help="监管人员、评定人员所在的部门")


async def run(office: Office, asked: Namespace) -> str:
    code = new_code()

    def unit(connection: Connection) -> None:
        store = Store(connection, office.clock())
        invite(store, _renewal(store, asked) if asked.person else _newcomer(store, asked), code)

    await office.database.write(unit)
    return "\n".join(invitation_links(code))


def _renewal(store: Store, asked: Namespace) -> Invitation:
    people = store.find(Person, name=asked.person)
    if len(people) != 1:
        found = f"有{len(people)}个同名的人，请让其负责人在对话中邀请" if people else "没有这个人"
        raise Failure(f"{asked.person}：{found}。")
    held = memberships(store, people[0].id)
    if not held:
        raise Failure(f"{asked.person}已没有在任的职务，请用 --role 重新邀请。")
    return Invitation(
        code_hash="",
        role=held[0].role,
        name=people[0].name,
        person_id=people[0].id,
        agency_id=held[0].agency_id,
        department_id=held[0].department_id,
        expires_at=default_expiry(store),
    )


def _newcomer(store: Store, asked: Namespace) -> Invitation:
    role = Role(asked.role)
    agency_id = department_id = None
    if role in (Role.AGENCY, Role.PRINCIPAL):
        agencies = store.find(Agency, name=asked.agency or "")
        if not agencies:
            raise Failure(f"邀请{ROLE_NAMES[role]}要用 --agency 写明已登记的机构全称。")
        agency_id = agencies[0].id
    else:
        known = store.find(Department, name=asked.department)
        made = known or [store.add(Department(name=asked.department, level=Level.CITY))]
        department_id = made[0].id
    return Invitation(
        code_hash="",
        role=role,
        name=asked.name,
        agency_id=agency_id,
        department_id=department_id,
        expires_at=default_expiry(store),
    )


INVITE = Order("invite", "给一位人员生成邀请码和链接", run, arguments)
