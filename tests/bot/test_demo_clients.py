"""The demo's clients: lists by link, a major hazard told of, a survey, hazards on their course."""

from typing import Any

from bot.demo.cast import AGENCIES, AVERAGE, GOOD
from storage.alarm import Alarm
from storage.alarm_calls import calls_of
from storage.client import Client
from storage.contact import Confirmation, Contact
from storage.hand_over import HandOver, Outcome
from storage.list_content import content_of, same_list
from storage.organisation import Role
from storage.satisfaction import standing, survey_of
from storage.survey import Ballot
from storage.visit import Hazard, Visit
from tests.bot.demo_town import Town


def test_a_client_can_be_played_who_signed_with_an_objection_and_has_a_list_waiting(
    town: Town,
) -> None:
    (player,) = [one for one in town.world.personas if one.role is Role.CLIENT]
    (contact,) = town.store.find(Contact, person_id=player.person_id)
    handed = town.store.find(HandOver, contact_id=contact.id)
    assert [one.outcome for one in handed] == [Outcome.DISPUTED, None]
    assert [same_list(one.content, content_now(town, one)) for one in handed] == [True, True]
    (ballot,) = town.store.find(Ballot, contact_id=contact.id)
    assert ballot.answered_at is None


def content_now(town: Town, handed: HandOver) -> dict[str, Any]:
    visit = town.store.get(Visit, handed.visit_id)
    assert visit is not None
    return content_of(town.store, visit)


def test_a_major_hazard_was_told_of_and_some_have_answered(town: Town) -> None:
    (alarm,) = town.of(Alarm, AVERAGE)
    answered = {bool(call.acknowledged_at) for call in calls_of(town.store, alarm)}
    assert answered == {True, False}
    assert alarm.escalated_at is not None
    assert alarm.closed_at is None


def test_the_survey_is_open_and_enough_clients_of_one_agency_have_answered(town: Town) -> None:
    survey = survey_of(town.store, town.world.cycle.id)
    assert survey is not None
    assert survey.closed_at is None
    found = [standing(town.store, town.world.cycle.id, town.agency(h).id) for h in AGENCIES]
    assert [of[-1].telling for of in found] == [True, False, False]
    assert [[party.answered for party in of] for of in found] == [[1, 2, 7], [1, 2, 3], [0, 1, 0]]


def test_hazards_are_in_every_stage_and_contacts_known_and_unknown(town: Town) -> None:
    for habits in (GOOD, AVERAGE):
        hazards = town.of(Hazard, habits)
        stages = {(bool(one.rectified_on), bool(one.rechecked_on)) for one in hazards}
        assert stages == {(False, False), (True, False), (True, True)}
        known = {one.confirmed for one in town.of(Contact, habits)}
        assert known == {None, Confirmation.CODE, Confirmation.SUPERVISOR}
        assert all(client.shelf and client.keeper for client in town.of(Client, habits))
        assert all(one.upload_receipt for one in hazards if one.uploaded_on)
