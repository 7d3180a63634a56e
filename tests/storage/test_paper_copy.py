"""A printed list proves its content: signed or not, on paper or by link, and changed since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from storage.agency import Agency
from storage.client import Client
from storage.contact import Contact
from storage.database import Database
from storage.hand_over import Outcome
from storage.list_content import content_hash, content_of
from storage.paper_copy import printed
from storage.proof import Verification
from storage.sign_off import Answer, answer, hand_over, verify
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit
from tests.conftest import NOW


@dataclass
class Case:
    """A visit whose list was printed, in a unit at the tests' now."""

    store: Store
    visit: Visit
    hazard: Hazard
    hash: str

    def proof(self) -> Verification | None:
        return verify(self.store, self.hash[:32])

    def sign_on_paper(self, on: date, **more: Any) -> SignedList:
        whose: dict[str, Any] = {
            "agency_id": self.visit.agency_id,
            "client_id": self.visit.client_id,
        }
        signed = SignedList(**whose, visit_id=self.visit.id, signed_on=on, signer="王建国", **more)
        return self.store.add(signed)


Run = Callable[[Callable[[Case], None]], Any]


@pytest.fixture
def run(database: Database) -> Run:
    def case(connection: Any) -> Case:
        store = Store(connection, NOW)
        agency = store.add(Agency(name="安达", credit_code="x"))
        client = store.add(Client(agency_id=agency.id, name="秀城金属"))
        whose: dict[str, Any] = {"agency_id": agency.id, "client_id": client.id}
        visit = store.add(Visit(**whose, on=date(2026, 11, 18), done="检查"))
        hazard = store.add(
            Hazard(
                **whose,
                visit_id=visit.id,
                place="仓库",
                description="通道堵塞",
                grade=Grade.GENERAL,
            )
        )
        return Case(store, visit, hazard, content_hash(content_of(store, visit)))

    async def go(work: Callable[[Case], None]) -> None:
        await database.write(lambda connection: work(case(connection)))

    return go


def _printed(case: Case) -> None:
    printed(case.store, case.visit, content_of(case.store, case.visit))


async def test_what_was_never_printed_nor_handed_over_proves_nothing(run: Run) -> None:
    def work(case: Case) -> None:
        assert case.proof() is None

    await run(work)


async def test_a_printed_list_is_known_and_not_signed(run: Run) -> None:
    def work(case: Case) -> None:
        _printed(case)
        _printed(case)
        proof = case.proof()
        assert proof is not None
        assert (proof.client, proof.outcome, proof.on_paper) == ("秀城金属", None, None)
        assert proof.printed_on == case.store.today
        assert proof.voided_on is None
        notes = [e for e in case.store.history(case.visit) if e.act == "printed"]
        assert len(notes) == 1

    await run(work)


async def test_a_signature_on_paper_shows_once_it_is_entered(run: Run) -> None:
    def work(case: Case) -> None:
        _printed(case)
        case.sign_on_paper(case.store.today - timedelta(days=1))
        before = case.proof()
        assert before is not None
        assert before.on_paper is None
        signed = case.sign_on_paper(case.store.today)
        after = case.proof()
        assert after is not None
        assert after.on_paper is not None
        assert after.on_paper.id == signed.id

    await run(work)


async def test_a_signature_of_the_same_day_is_not_for_what_was_printed_after_it(run: Run) -> None:
    def work(case: Case) -> None:
        _printed(case)
        case.sign_on_paper(case.store.today)
        later = case.store.at(NOW + timedelta(hours=1), None)
        later.revise(case.hazard, reason="写错了", description="另一处隐患")
        now = content_of(later, case.visit)
        printed(later, case.visit, now)
        proof = verify(later, content_hash(now))
        assert proof is not None
        assert proof.on_paper is None

    await run(work)


async def test_what_was_signed_on_paper_stays_so_when_it_is_handed_over_by_link_too(
    run: Run,
) -> None:
    def work(case: Case) -> None:
        _printed(case)
        signed = case.sign_on_paper(case.store.today)
        later = case.store.at(NOW + timedelta(days=2), None)
        visit = case.visit
        known = Contact(agency_id=visit.agency_id, client_id=visit.client_id, name="王建国")
        contact = later.add(known)
        hand_over(later, case.visit, contact, 14)
        proof = verify(later, case.hash)
        assert proof is not None
        assert proof.on_paper is not None
        assert proof.on_paper.id == signed.id

    await run(work)


@pytest.mark.parametrize("change", ["changed", "added", "withdrawn", "visit withdrawn"])
async def test_a_list_changed_after_printing_is_said_to_be(run: Run, change: str) -> None:
    def work(case: Case) -> None:
        _printed(case)
        store = case.store.at(NOW + timedelta(days=2), None)
        match change:
            case "changed":
                store.revise(case.hazard, place="二号仓库")
            case "added":
                kept = {**case.hazard.values(), "id": "", "number": "", "place": "车间"}
                store.add(Hazard(**kept))
            case "withdrawn":
                store.withdraw(case.hazard, reason="看错")
            case _:
                store.withdraw(case.visit, reason="登错")
        proof = verify(store, case.hash)
        assert proof is not None
        assert proof.voided_on == store.today

    await run(work)


async def test_once_signed_by_link_the_same_paper_says_so(run: Run) -> None:
    def work(case: Case) -> None:
        _printed(case)
        contact = case.store.add(
            Contact(
                agency_id=case.visit.agency_id, client_id=case.visit.client_id, name="王建国"
            )
        )
        handed, _code = hand_over(case.store, case.visit, contact, 14)
        assert handed.content_hash == case.hash
        answer(case.store, handed, Answer(Outcome.SIGNED, case.hash, "王建国"), "web")
        proof = case.proof()
        assert proof is not None
        assert (proof.outcome, proof.signer) == (Outcome.SIGNED, "王建国")

    await run(work)


async def test_a_list_handed_over_and_signed_on_paper_instead_shows_the_paper(run: Run) -> None:
    def work(case: Case) -> None:
        contact = case.store.add(
            Contact(
                agency_id=case.visit.agency_id, client_id=case.visit.client_id, name="王建国"
            )
        )
        hand_over(case.store, case.visit, contact, 14)
        case.sign_on_paper(case.store.today)
        proof = case.proof()
        assert proof is not None
        assert proof.on_paper is not None

    await run(work)
