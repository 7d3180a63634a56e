"""A cycle's survey: opened once, closed when all have been heard; while it is open all answers can
be changed, and its agencies see none of them."""

from datetime import datetime

from storage.cycle import Cycle, Participation
from storage.store import Store
from storage.survey import Survey


def survey_of(store: Store, cycle_id: str) -> Survey | None:
    found = store.find(Survey, cycle_id=cycle_id)
    return found[0] if found else None


def open_survey(store: Store, cycle: Cycle) -> Survey:
    """The cycle's survey; a second opening finds the first."""
    return survey_of(store, cycle.id) or store.add(Survey(cycle_id=cycle.id))


def close(store: Store, survey: Survey) -> Survey:
    """From now on no answer is given or changed."""
    if survey.closed_at is not None:
        return survey
    closed = store.revise(survey, reason="结束满意度测评", closed_at=store.now)
    _tell_agencies(store, closed, "close_survey")
    return closed


def reopen(store: Store, survey: Survey, reason: str) -> Survey:
    """Closed too early: answers are taken again."""
    if survey.closed_at is None:
        return survey
    opened = store.revise(survey, reason=reason, closed_at=None)
    _tell_agencies(store, opened, "reopen_survey")
    return opened


def was_closed(store: Store, cycle_id: str, before: datetime) -> bool:
    """Whether the survey was closed by a moment."""
    survey = survey_of(store, cycle_id)
    return survey is not None and survey.closed_at is not None and survey.closed_at < before


def _tell_agencies(store: Store, survey: Survey, act: str) -> None:
    # A snapshot of a score is made again when its agency's chain has moved.
    for part in store.find(Participation, cycle_id=survey.cycle_id):
        store.note(act, "survey", survey.id, part.agency_id)
