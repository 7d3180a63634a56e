"""The demo's world written into an empty database: the bureau, three agencies, their past."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.demo.asking import OPENED, Campaign
from bot.demo.before import Before
from bot.demo.camera import SITES, Camera
from bot.demo.cast import AGENCIES, AVERAGE, Habits, cycle_start
from bot.demo.clients import Clients
from bot.demo.company import person
from bot.demo.inspecting import inspection
from bot.demo.inspections import XU
from bot.demo.life import Life
from bot.demo.office import Office
from bot.demo.paper import scanned_page, site_photo
from bot.demo.scene import Scene
from bot.demo.summons import Summons
from scoring.editions import CURRENT
from scoring.settings import Readings
from scoring.stars import EXAMPLE, read_lines
from storage.accident import AccidentRegister
from storage.agency import Agency, Profile
from storage.credit_code import check_character
from storage.cycle import Cycle, Participation
from storage.files import Files, keep
from storage.organisation import Department, Level, Membership, Role
from storage.person import Person
from storage.satisfaction import open_survey
from storage.staff import Qualification, StaffMember, Title
from storage.star_table import set_bands
from storage.store import ZONE, Store

SUPERVISOR = "陆文斌"


@dataclass(frozen=True)
class Persona:
    """Somebody the demo lets a visitor be."""

    person_id: str
    name: str
    role: Role
    place: str


@dataclass(frozen=True)
class World:
    """What the demo made: who may be played, and the cycle they live in."""

    personas: tuple[Persona, ...]
    cycle: Cycle


def build(store: Store, folder: Files, say: Callable[[str], object] = len) -> World:
    """Fill an empty database; the same day gives the same world. ``say`` hears how far it is."""
    start = cycle_start(store.today)
    opening = store.at(datetime.combine(start, time(9), ZONE).astimezone(UTC), None)
    scan, *photos = _pictures(opening, folder)
    camera = Camera(folder)
    bureau = opening.add(Department(name="嘉兴市应急管理局", level=Level.CITY))
    people = [
        _official(opening, bureau, SUPERVISOR, Role.SUPERVISOR, start),
        _official(opening, bureau, "顾晓燕", Role.INSPECTOR, start),
        _official(opening, bureau, "徐志强", Role.INSPECTOR, start),
    ]
    officials = {one.name: one.person_id for one in people}
    supervisor = store.at(opening.now, people[0].person_id)
    cycle = _cycle(supervisor, start)
    set_bands(supervisor, cycle, read_lines(EXAMPLE), "演示用的示例", example=True)
    scenes, rated = [], []
    for habits in AGENCIES:
        dice = random.Random(habits.code17)
        agency, made = _agency(supervisor, habits, cycle)
        people += made
        scene = Scene(
            agency_id=agency.id,
            staff=tuple(_roster(supervisor, agency, habits, start, store.today, dice)),
            scan=scan,
            photos=tuple(photos),
            start=start,
            today=store.today,
            dice=dice,
            camera=camera,
        )
        scenes.append((habits, scene, made[-1].person_id))
        rated.append((agency, made[0].person_id))
    _before(opening, officials, rated, start)
    asking = datetime.combine(scenes[0][1].ago(OPENED), time(9), ZONE).astimezone(UTC)
    open_survey(store.at(asking, people[0].person_id), cycle)
    for n, (habits, scene, clerk) in enumerate(scenes, 1):
        say(f"　{n}/{len(AGENCIES)} {habits.name}：{habits.clients}家企业，18个月的服务记录")
        people += _live(store, habits, scene, clerk, officials, cycle)
    _confirm_register(store.at(store.now, people[0].person_id), cycle)
    return World(tuple(people), cycle)


def _before(
    store: Store, officials: Mapping[str, str], rated: list[tuple[Agency, str]], start: date
) -> None:
    """The cycle before, of which these agencies' results are public."""

    def at(days: int, person: str) -> Store:
        return store.at(store.now + timedelta(days=days), person)

    past = Before(at, officials[SUPERVISOR], officials[XU])
    cycle = past.opened(start)
    for agency, principal in rated:
        past.rated(cycle, agency, principal)
    past.closed(cycle)


def _cycle(store: Store, start: date) -> Cycle:
    end = date(start.year + 2, start.month, 1) - timedelta(days=1)
    return store.add(
        Cycle(
            name=f"{start.year}—{end.year}年度星级评定",
            start=start,
            end=end,
            edition=CURRENT.code,
            readings=Readings().as_dict(),
        )
    )


def _live(
    store: Store,
    habits: Habits,
    scene: Scene,
    clerk: str,
    officials: Mapping[str, str],
    cycle: Cycle,
) -> Iterator[Persona]:
    """An agency's past, in its order; who of its clients may be played."""
    life = Life(habits, scene)
    deeds = [*life.deeds(), *inspection(habits, scene, cycle, officials)]
    clients = Clients(habits, scene, life, officials[SUPERVISOR])
    deeds += clients.deeds()
    deeds += Campaign(habits.name, clients.scene, cycle, officials[SUPERVISOR]).deeds()
    deeds += Office(habits, scene, cycle, officials[SUPERVISOR], officials).deeds()
    deeds += Summons(habits, scene, cycle, officials[SUPERVISOR]).deeds()
    for at, deed in sorted(deeds, key=lambda deed: deed[0]):
        deed(store.at(at, clerk))
    for player, client in clients.played:
        yield Persona(player.id, player.name, Role.CLIENT, client)


def _pictures(store: Store, folder: Files) -> list[str]:
    """A scan, then photos of sites."""
    named = [("扫描件.png", scanned_page())]
    named += [(f"现场照片{n + 1}.png", site_photo(n)) for n in range(SITES)]
    kept = []
    for name, content in named:
        sha256 = folder.put(content)
        keep(store, sha256, name, "image/png", len(content))
        kept.append(sha256)
    return kept


def _official(store: Store, bureau: Department, name: str, role: Role, since: date) -> Persona:
    person = store.add(Person(name=name))
    store.add(Membership(person_id=person.id, role=role, department_id=bureau.id, since=since))
    return Persona(person.id, name, role, bureau.name)


def _agency(store: Store, habits: Habits, cycle: Cycle) -> tuple[Agency, list[Persona]]:
    """The agency with its profile, and who uses 安星 there."""
    code = habits.code17 + check_character(habits.code17)
    agency = store.add(Agency(name=habits.name, credit_code=code))
    store.add(Participation(cycle_id=cycle.id, agency_id=agency.id, joined_on=cycle.start))
    personas = []
    for name, role in ((habits.principal, Role.PRINCIPAL), (habits.clerk, Role.AGENCY)):
        person = store.add(Person(name=name))
        store.add(
            Membership(person_id=person.id, role=role, agency_id=agency.id, since=cycle.start)
        )
        personas.append(Persona(person.id, name, role, agency.name))
    store.add(
        Profile(
            agency_id=agency.id,
            since=cycle.start,
            legal_person=habits.legal_person,
            fixed_assets=habits.assets,
            office_area=habits.area,
            equipment=True,
            policies=habits.policies,
            grading_body=habits.grading_body,
            address=habits.address,
        )
    )
    return agency, personas


def _roster(
    store: Store, agency: Agency, habits: Habits, start: date, today: date, dice: random.Random
) -> list[str]:
    """Ids of the staff members, the clerk the last of them."""
    since = start - timedelta(days=400)
    plain = StaffMember(agency_id=agency.id, name="", contract_from=since, insured_from=since)
    engineer = replace(plain, qualification=Qualification.ENGINEER)
    kinds = [engineer] * habits.engineers
    kinds += [replace(plain, qualification=Qualification.ASSESSOR)] * habits.assessors
    kinds += [replace(plain, title=Title.INTERMEDIATE)] * habits.titled
    kinds += [plain] * habits.others
    names = {habits.clerk: None}
    while len(names) < len(kinds):
        names[person(dice)] = None
    made = []
    for n, (kind, name) in enumerate(zip(kinds, reversed(names), strict=True)):
        certified = kind.qualification is not None
        until = today + timedelta(days=habits.certificate if n == 0 else 300 + 90 * n)
        member = replace(
            kind,
            name=name,
            certificate_number=f"3304{dice.randrange(10**8, 10**9)}" if certified else None,
            certificate_until=until if certified else None,
        )
        made.append(store.add(member).id)
    return made


def _confirm_register(store: Store, cycle: Cycle) -> None:
    """The supervisor has looked at one of the accident registers: of the good agency the inspector
    has said what is so, of the careless one nobody."""
    (agency,) = store.find(Agency, name=AVERAGE.name)
    store.add(AccidentRegister(agency_id=agency.id, cycle_id=cycle.id, until=store.today))
