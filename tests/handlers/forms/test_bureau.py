"""A supervisor's records: cycles, who takes part, accidents and the word that all are entered."""

from datetime import date

import pytest

from handlers.formkit import Invalid
from handlers.forms.accident import AccidentForm
from handlers.forms.accident_register import AccidentRegisterForm
from handlers.forms.cycle import CycleForm
from handlers.forms.participation import ParticipationForm
from handlers.turn import Actor
from scoring.editions import CURRENT
from scoring.settings import Readings
from storage.accident import Accident
from storage.agency import Agency
from storage.client import Client
from storage.cycle import Cycle, Participation
from storage.database import Database
from storage.organisation import Membership
from storage.store import Store
from tests.handlers.formkit.office import NOW
from tests.handlers.forms.town import Town, settle


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2026, 1, 1), date(2027, 12, 31)),
        (date(2026, 7, 1), date(2028, 6, 30)),
        (date(2028, 2, 29), date(2030, 2, 28)),
    ],
)
def test_a_cycle_lasts_two_years_unless_said_otherwise(start: date, last: date) -> None:
    assert CycleForm(name="", start=start, end=None, objection_days=5).last == last


def test_a_cycle_does_not_end_before_it_starts() -> None:
    with pytest.raises(Invalid):
        CycleForm(name="", start=date(2026, 1, 1), end=date(2026, 1, 1), objection_days=5).check()


async def test_a_cycle_keeps_the_edition_and_the_settings_it_was_opened_with(
    town: Town,
) -> None:
    desk = town.supervisor
    await desk.opens(CycleForm)
    review = await desk.fill(CycleForm, {"start": "2027-06-01", "end": "跳过"})
    assert "与“第0轮”（2026-01-01—2027-12-31）的日期重叠" in review
    await desk.types("提交")
    assert "2027-06-01—2029-05-31" in desk.view.text
    (cycle,) = await desk.find(Cycle, id=desk.made)
    assert cycle.edition == CURRENT.code
    assert Readings.from_dict(cycle.readings) == Readings()


async def test_an_agency_joins_a_cycle_once_and_from_the_day_it_applies(
    town: Town,
) -> None:
    desk = town.supervisor
    given = {"agency_id": "安达|1", "cycle_id": "第0轮|1", "joined_on": "2026-03-05"}
    text = await desk.submits(ParticipationForm, given)
    assert "计入 2026-03-05—2027-12-31 的记录；服务数量从周期开始的 2026-01-01 算起" in text
    await desk.opens(ParticipationForm)
    await desk.fill(ParticipationForm, given)
    await desk.types("提交")
    assert "这家机构已在 2026-03-05 参加" in desk.view.text


async def test_what_an_agency_joined_is_not_corrected_to_be_another_agencys(
    town: Town,
) -> None:
    """Its past stands in its agency's chain of the audit trail."""
    desk = town.supervisor
    given = {"agency_id": "安达|1", "cycle_id": "第0轮|1", "joined_on": "2026-03-05"}
    await desk.submits(ParticipationForm, given)
    (joined,) = await desk.find(Participation)
    other = next(a for a in await desk.find(Agency) if a.id != joined.agency_id)
    form = ParticipationForm(
        agency_id=other.id, cycle_id=joined.cycle_id, joined_on=joined.joined_on
    )
    (held,) = await desk.find(Membership, person_id=desk.person.id)
    actor = Actor(desk.person, held)
    with pytest.raises(Invalid, match="不能换成另一家机构"):
        await desk.database.write(lambda c: form.amend(Store(c, NOW), actor, joined, "登错"))


async def test_an_accident_is_at_a_client_of_the_agency_and_the_register_counts_it(
    database: Database,
) -> None:
    desk = (await settle(database)).supervisor
    await desk.opens(AccidentForm)
    await desk.types("安达", "1", "恒信")
    assert "没有找到“恒信”" in desk.view.text
    review = await desk.fill(AccidentForm, {"client_id": "3号厂|1", "on": "2026-01-04"})
    assert "事故当天没有服务合同覆盖，第23项不计这一起" in review
    await desk.types("提交")
    given = {"agency_id": "安达|1", "client_id": "3号厂|1", "on": "2026-11-04"}
    text = await desk.submits(AccidentForm, given)
    assert "请再做“事故登记确认”" in text
    await desk.opens(AccidentRegisterForm)
    given = {"agency_id": "安达|1", "cycle_id": "第0轮|1", "until": "今天"}
    review = await desk.fill(AccidentRegisterForm, given)
    assert "共登记死亡事故2起" in review
    await desk.types("提交")
    assert "已确认共2起" in desk.view.text
    assert len(await desk.find(Accident)) == 2


async def test_an_accident_is_not_set_against_another_agencys_client(
    town: Town,
) -> None:
    agencies = {c.agency_id: c.id for c in await town.supervisor.find(Client)}
    (ours, _), (_, theirs) = agencies.items()
    form = AccidentForm(agency_id=ours, client_id=theirs, on=date(2026, 11, 4))
    person = town.supervisor.person
    (held,) = await town.supervisor.find(Membership, person_id=person.id)
    actor = Actor(person, held)
    with pytest.raises(Invalid, match="不在所选机构的名单里"):
        await town.principal.database.write(lambda c: form.save(Store(c, NOW), actor))
