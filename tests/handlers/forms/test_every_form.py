"""What holds for each of FORMS: filled by typing alone, kept, corrected, withdrawn, and refused."""

import pytest

from handlers.formkit.events import Pressed
from handlers.formkit.form import Form
from handlers.formkit.view import press
from handlers.forms import FORMS
from handlers.lookups import SOURCES
from storage.organisation import Role
from tests.handlers.forms.town import GIVEN, Town

OURS = [form for form in FORMS if Role.PRINCIPAL in form.spec.roles]
by_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.spec.name)


def test_the_forms_have_names_and_titles_of_their_own() -> None:
    assert len({form.spec.name for form in FORMS}) == len(FORMS)
    assert len({form.spec.title for form in FORMS}) == len(FORMS)


@by_form
def test_a_form_can_be_opened_from_a_button_and_knows_its_sources(form: type[Form]) -> None:
    for action in ("open", "amend", "withdraw"):
        data = press(f"form.{action}.{form.spec.name}", "f" * 32)
        assert len(data.encode()) <= 64
    assert form.spec.roles <= set(Role)
    for question in form.spec.questions:
        source = getattr(question, "source", "")
        assert not source or source in SOURCES


@by_form
async def test_a_form_is_filled_by_typing_corrected_and_withdrawn(
    form: type[Form], town: Town
) -> None:
    desk = town.who(form)
    await desk.opens(form)
    await desk.fill(form, GIVEN.get(form.spec.name))
    said = await desk.draft()
    assert said is not None
    await desk.types("提交")
    assert desk.view.title == f"已提交 · {form.spec.title}", desk.view.text
    receipt = desk.view
    await desk.types("更正")
    opened = await desk.draft()
    assert opened is not None
    lost = {"agency": {"principal"}}.get(form.spec.name, set())
    asked = {q.name for q in form.spec.asked(said.answers)} - lost
    assert {k: v for k, v in _known(opened.answers).items() if k in asked} == {
        k: v for k, v in _known(said.answers).items() if k in asked
    }
    await desk.types("提交", "写错了一处", "提交")
    if form.spec.name in ("renew_login", "contact_check"):
        assert "不用更正" in desk.view.text
    else:
        assert desk.view.title == f"已更正 · {form.spec.title}", desk.view.text
    desk.view = receipt
    await desk.presses("作废")
    await desk.types("重复录入了", "确认作废")
    if form.spec.name == "agency":
        assert "还有邀请1条与它有关，不能作废" in desk.view.text
    else:
        assert desk.view.title == f"已作废 · {form.spec.title}", desk.view.text


def _known(answers: object) -> dict[str, object]:
    """Without what says nothing, and without the ids that saving gave the entries of a group."""
    assert isinstance(answers, dict)
    return {k: _bare(v) for k, v in answers.items() if v is not None}


def _bare(answer: object) -> object:
    if isinstance(answer, list):
        return [_bare(one) for one in answer]
    if isinstance(answer, dict):
        return {k: v for k, v in answer.items() if k != "id" and v is not None}
    return answer


@by_form
async def test_what_is_optional_can_be_skipped(
    form: type[Form], town: Town
) -> None:
    desk = town.who(form)
    await desk.opens(form)
    given = {"witness": "社区民警", **GIVEN.get(form.spec.name, {})}
    given.pop("end", None)
    await desk.fill(form, given, fully=False)
    await desk.types("提交")
    assert desk.view.title == f"已提交 · {form.spec.title}", desk.view.text


@by_form
async def test_a_role_that_a_form_is_not_for_is_refused(
    form: type[Form], town: Town
) -> None:
    desk = town.who(form)
    others = [role for role in Role if role not in form.spec.roles]
    for role in others:
        await desk.do(Pressed("form.open", form.spec.name), role)
        assert "您现在的身份不能用它" in desk.view.text


@pytest.mark.parametrize("form", OURS, ids=lambda form: form.spec.name)
async def test_another_agencys_record_is_neither_opened_nor_withdrawn(
    form: type[Form], town: Town
) -> None:
    await town.principal.opens(form)
    await town.principal.fill(form, GIVEN.get(form.spec.name))
    await town.principal.types("提交")
    for action in ("amend", "withdraw"):
        pressed = Pressed(f"form.{action}.{form.spec.name}", town.principal.made)
        await town.rival.do(pressed)
        assert town.rival.view.text == "这不是本单位的记录，不能打开。"


async def test_a_look_up_offers_and_finds_only_ones_own(town: Town) -> None:
    offered: dict[str, set[str]] = {}
    for desk in (town.principal, town.rival):
        for form in OURS:
            await desk.opens(form)
            draft = await desk.draft()
            assert draft is not None
            offered.setdefault(desk.person.name, set()).update(map(str, draft.offered))
    mine, theirs = (ids for ids in offered.values())
    records = {one for one in mine if len(one) == 32}
    assert len(records) > 20
    assert records.isdisjoint(theirs)
