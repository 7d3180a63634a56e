"""``anxing invite``: the first supervisor's way in, and a new login for who lost theirs."""

from argparse import ArgumentParser, Namespace

from bot.operator.office import Failure, Office, Order
from bot.operator.ways import NO_WAY, ways_of
from handlers.links import invitation_links
from storage.account import Invitation, default_expiry, invite, new_code
from storage.agency import Agency
from storage.database import Connection
from storage.organisation import ROLE_NAMES, Department, Level, Role, memberships
from storage.person import Person
from storage.store import Store

INVITED = tuple(role for role in Role if role is not Role.CLIENT)
"""A client's contact comes in by the link of a hazard list, never by an invitation."""

ROLES = "，".join(f"{role}（{ROLE_NAMES[role]}）" for role in INVITED)
BUREAU = "嘉兴市应急管理局"


def arguments(parser: ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    roles = [str(role) for role in INVITED]
    who.add_argument("--role", choices=roles, metavar="身份", help=f"邀请新人员：{ROLES}")
    who.add_argument("--person", metavar="姓名", help="给已有人员换一个登录链接")
    parser.add_argument("--name", metavar="姓名", help="新人员的姓名")
    parser.add_argument("--agency", metavar="机构名称", help="机构人员或主要负责人所在的机构")
    parser.add_argument(
        "--department",
        metavar="部门名称",
        default=BUREAU,
        help=f"监管人员、评定人员所在的部门，缺省为{BUREAU}",
    )


async def run(office: Office, asked: Namespace) -> str:
    code = new_code()

    def unit(connection: Connection) -> None:
        store = Store(connection, office.clock())
        invite(store, _renewal(store, asked) if asked.person else _newcomer(store, asked), code)

    await office.database.write(unit)
    more = [] if any(ways_of(office.settings)) else [NO_WAY]
    return "\n".join([*invitation_links(code), *more])


def _renewal(store: Store, asked: Namespace) -> Invitation:
    people = store.find(Person, name=asked.person)
    if not people:
        raise Failure(f"没有叫“{asked.person}”的人，请核对姓名，或用 --role 邀请新人员。")
    if len(people) > 1:
        many = f"有{len(people)}个人都叫“{asked.person}”"
        raise Failure(f"{many}，请由其机构负责人或监管人员在对话里重新邀请。")
    held = memberships(store, people[0].id)
    if not held:
        raise Failure(f"“{asked.person}”已没有在任的身份，请用 --role 重新邀请。")
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
            unknown = f"没有登记“{asked.agency}”这个机构" if asked.agency else ""
            must = f"邀请{ROLE_NAMES[role]}要用 --agency 写明已登记的机构全称"
            raise Failure(f"{unknown}{'；' if unknown else ''}{must}。")
        agency_id = agencies[0].id
    else:
        known = store.find(Department, name=asked.department)
        made = known or [store.add(Department(name=asked.department, level=Level.CITY))]
        department_id = made[0].id
    return Invitation(
        code_hash="",
        role=role,
        name=asked.name or ROLE_NAMES[role],
        agency_id=agency_id,
        department_id=department_id,
        expires_at=default_expiry(store),
    )


INVITE = Order("invite", "给一位人员生成邀请码和链接", run, arguments, founds=True)
