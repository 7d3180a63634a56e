"""服务合同: accepted with whatever it lacks, which is shown at once with what it costs."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.formkit import Invalid, World
from handlers.formkit.events import Pressed
from handlers.formkit.step import begin, step
from handlers.forms.contract import ContractForm
from storage.contract import Contract
from storage.store import Store
from tests.handlers.formkit.office import NOW
from tests.handlers.forms.town import Town

WHOLE: dict[str, Any] = {
    "client_id": "c",
    "signed_on": date(2026, 11, 19),
    "content": "隐患排查治理",
    "starts_on": date(2026, 11, 20),
    "ends_on": date(2027, 11, 19),
    "visits": 12,
    "scan": ("f",),
    "uploaded": True,
    "uploaded_on": date(2026, 11, 19),
}


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({}, []),
        ({"content": None}, ["合同未明确服务内容：第13项扣3分"]),
        ({"starts_on": None}, ["合同未明确服务期限：第13项扣3分"]),
        ({"ends_on": None}, ["合同未明确服务期限：第13项扣3分"]),
        ({"visits": None}, ["合同未明确服务次数：第13项扣3分"]),
        (
            {"content": None, "starts_on": None, "ends_on": None, "visits": None},
            ["合同未明确服务内容、服务期限、服务次数：第13项扣3分"],
        ),
        ({"scan": ()}, ["没有合同扫描件：第6项"]),
        ({"uploaded": False, "uploaded_on": None}, ["合同未上传：第4项扣0.5分"]),
        ({"starts_on": date(2026, 11, 1)}, ["补签：服务期从 2026-11-01 起，2026-11-19 才签订"]),
        ({"signed_on": date(2026, 11, 12)}, ["补录：事发 2026-11-12，录入 2026-11-20"]),
        ({"signed_on": date(2026, 11, 13)}, []),
    ],
)
async def test_what_a_contract_lacks_is_said_with_what_it_costs(
    changes: dict[str, Any], warned: list[str], town: Town
) -> None:
    form = ContractForm(**{**WHOLE, **changes})
    form.check()
    said = await town.principal.database.read(lambda c: form.warn(Store(c, NOW), None))
    assert len(said) == len(warned), said
    assert all(one.startswith(start) for one, start in zip(said, warned, strict=True)), said


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": date(2026, 11, 19)}, "ends_on"),
        ({"starts_on": None, "ends_on": date(2026, 11, 18)}, "ends_on"),
        ({"uploaded_on": date(2026, 11, 18)}, "uploaded_on"),
    ],
)
def test_days_that_contradict_each_other_lead_to_the_question(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ContractForm(**{**WHOLE, **changes}).check()
    assert refused.value.field == field


def test_a_contract_for_one_day_is_a_contract() -> None:
    ContractForm(**{**WHOLE, "ends_on": WHOLE["starts_on"]}).check()


async def test_a_bare_contract_is_recorded_and_made_whole_by_a_correction(
    town: Town,
) -> None:
    desk = town.principal
    await desk.opens(ContractForm)
    review = await desk.fill(ContractForm, {"uploaded": "未上传"}, fully=False)
    assert "⚠ 合同未明确服务内容、服务期限、服务次数：第13项扣3分" in review
    await desk.types("提交")
    assert "再来做“合同上传登记”" in desk.view.text
    id = desk.made
    await desk.corrects(ContractForm, {"content": "隐患排查治理", "visits": "12"})
    assert "约定服务12次" in desk.view.text
    (made,) = await desk.find(Contract, id=id)
    assert (made.content, made.visits, made.uploaded_on) == ("隐患排查治理", 12, None)


@pytest.mark.parametrize(
    ("starts", "ends", "meant"),
    [
        (date(2026, 11, 20), date(2026, 10, 1), date(2027, 10, 1)),
        (date(2026, 1, 15), date(2025, 12, 31), date(2026, 12, 31)),
        (date(2027, 3, 1), date(2024, 2, 29), date(2028, 2, 28)),
    ],
)
def test_an_end_before_the_start_is_offered_in_the_year_it_was_meant(
    starts: date, ends: date, meant: date
) -> None:
    form = ContractForm(**{**WHOLE, "starts_on": starts, "ends_on": ends})
    with pytest.raises(Invalid) as wrong:
        form.check()
    assert wrong.value.guesses == (meant,)


def test_what_was_meant_is_a_button_at_the_question_that_contradicts() -> None:
    answers: dict[str, Any] = {question.name: None for question in ContractForm.spec.questions}
    answers |= {"client_id": "c", "signed_on": "2026-11-19", "starts_on": "2026-11-20"}
    answers |= {"ends_on": "2026-10-01", "uploaded": False}
    answers.pop("scan")
    draft = replace(begin(ContractForm, "d", preset=answers), at=("scan",))
    world = World(NOW, date(2026, 11, 20))
    outcome = step(ContractForm, draft, Pressed("form.skip", "d", draft.revision), world)
    assert outcome.draft.at == ("ends_on",)
    assert "请核对年份" in outcome.view.text
    offered = next(c for c in outcome.view.choices if "2027" in c.label)
    pressed = Pressed.parse(offered.data)
    assert pressed is not None
    after = step(ContractForm, outcome.draft, pressed, world)
    assert after.draft.answers["ends_on"] == "2027-10-01"
