"""What was published is everybody's to read, a client's contact too; a supervisor publishes."""

from handlers.formkit.view import press
from storage.client import Client
from storage.cycle import Participation
from storage.database import Database
from storage.organisation import Role
from storage.person import Person
from storage.publication import Publication
from storage.store import Store
from storage.visit import Hazard
from tests import rated
from tests.access.people import inhabited, walk
from tests.conftest import NOW
from tests.handlers.bureau import member

DESK = "menu cycles bands set tries list one sure go fix all publish nonsense".split()


def announce(store: Store) -> tuple[str, list[str]]:
    """A published result, and the names that nothing public may say."""
    (part,) = store.find(Participation)
    rated.announce(store, part, member(store, "顾某某", Role.INSPECTOR))
    names = [one.name for one in store.find(Client)] + [one.name for one in store.find(Person)]
    return part.id, [*names, *(one.description for one in store.find(Hazard))]


async def test_everybody_reads_it_and_only_supervisors_come_to_the_desk(
    sqlite_database: Database,
) -> None:
    people = await inhabited(sqlite_database)
    part, private = await sqlite_database.write(lambda c: announce(Store(c, NOW)))
    for role, hand in people.items():
        seen = await walk(hand, ["评定公告"], leave=("menu",))
        assert {"res.of", "res.items", "res.list"} <= set(seen)
        for action, data in seen.items():
            if action.startswith("res."):
                await hand.press(data)
                assert [name for name in private if name in hand.text] == []
        for verb in DESK:
            await hand.press(press(f"pub.{verb}", part))
            assert hand.refused == (role is not Role.SUPERVISOR), (role, verb)
    kept = await sqlite_database.read(lambda c: Store(c, NOW).find(Publication))
    assert len(kept) == 1
