"""A cycle whose survey is open, for the tests of who is asked and of what is answered."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from scoring.editions import CURRENT
from scoring.settings import Readings
from storage import satisfaction
from storage.agency import Agency
from storage.assessment import assess
from storage.client import Client
from storage.contact import Contact
from storage.contract import Contract
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.store import Store
from storage.survey import Ballot, Party

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ASKED = [question.name for question in satisfaction.QUESTIONS]


def marks(*given: int) -> dict[str, int]:
    """Four marks; one given stands for all four."""
    return dict(zip(ASKED, given * (4 if len(given) == 1 else 1), strict=True))


class Round:
    """A cycle whose survey is open, with one agency that has a contract with each client."""

    def __init__(self, store: Store, clients: int = 3) -> None:
        self.store = store
        self.cycle = store.add(
            Cycle(
                name="2026—2027年度",
                start=date(2026, 1, 1),
                end=date(2027, 12, 31),
                edition=CURRENT.code,
                readings=Readings().as_dict(),
            )
        )
        self.agency = store.add(Agency(name="嘉兴安达", credit_code="1"))
        self.joined = store.add(
            Participation(
                cycle_id=self.cycle.id, agency_id=self.agency.id, joined_on=date(2026, 1, 1)
            )
        )
        self.contacts = [self.contact(self.client(n)) for n in range(clients)]
        self.survey = satisfaction.open_survey(store, self.cycle)

    def client(self, n: int, contract: bool = True) -> Client:
        client = self.store.add(Client(agency_id=self.agency.id, name=f"{n}号机械厂"))
        if contract:
            signed = date(2026, 2, 1)
            wanted = Contract(
                agency_id=self.agency.id, client_id=client.id, signed_on=signed, starts_on=signed
            )
            self.store.add(wanted)
        return client

    def contact(self, client: Client, **more: Any) -> Contact:
        known = {"agency_id": self.agency.id, "client_id": client.id, "name": "沈某", **more}
        return self.store.add(Contact(**known))

    def official(self, party: Party, name: str = "朱国平") -> Ballot:
        ask = (self.store, self.cycle, self.agency.id, party, f"{party}局", name)
        return satisfaction.ask_official(*ask)

    def asked(self, n: int = 0) -> Ballot:
        return satisfaction.ask_client(self.store, self.cycle, self.contacts[n])

    def assess(self, **more: Any) -> Any:
        return assess(self.store, self.cycle, self.joined, **more)

    def later(self, **by: int) -> Store:
        return self.store.at(self.store.now + timedelta(**by), None)


async def in_round(database: Database, work: Any, clients: int = 3) -> Any:
    return await database.write(lambda c: work(Round(Store(c, NOW), clients)))
