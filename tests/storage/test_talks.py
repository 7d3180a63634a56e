"""A talk's steps in any order: what may not be is refused; what is due follows how far it is."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from storage.candidates import decide, open_candidate
from storage.due.due import scope_of
from storage.due.talks import TALKS
from storage.organisation import Role
from storage.store import Store
from storage.talk import Origin, Outcome, Talk, TalkKind
from storage.talk_record import (
    Held,
    accept,
    confirm,
    hold,
    rectified,
    send_back,
    version,
)
from storage.talks import Appointment, NotNow, acknowledge, call_off, move, plan
from storage.writer import writing_engine
from tests.conftest import NOW
from tests.storage.registers import register

Step = Callable[[Store, Talk], object]
SOON = NOW + timedelta(days=3)


def held(demands: str | None) -> Step:
    def step(store: Store, talk: Talk) -> Talk:
        until = store.today + timedelta(days=9) if demands else None
        return hold(store, talk, Held(store.today, {}, f"纪要：{demands}", demands, until))

    return step


STEPS: dict[str, Step] = {
    "ack": acknowledge,
    "move": lambda store, talk: move(
        store, talk, Appointment(TalkKind.WARN, SOON, "五楼"), "改期"
    ),
    "off": lambda store, talk: call_off(store, talk, "不谈了"),
    "hold": held("补齐"),
    "hold free": held(None),
    "bureau": lambda store, talk: confirm(store, talk, False, version(talk)),
    "agency": lambda store, talk: confirm(store, talk, True, version(talk)),
    "stale": lambda store, talk: confirm(store, talk, True, 1),
    "rectify": lambda store, talk: rectified(store, talk, store.today, "补好了", ()),
    "accept": lambda store, talk: accept(store, talk, "齐全"),
    "back": lambda store, talk: send_back(store, talk, "还差", store.today + timedelta(days=20)),
}


@pytest.fixture(scope="module")
def engine(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("talks") / "anxing.db"
    shutil.copy(migrated, path)
    made = writing_engine(str(path))
    yield made
    made.dispose()


def planned(store: Store) -> Talk:
    books = register(store)
    books.person("周卫东", Role.PRINCIPAL)
    found = open_candidate(store, books.agency.id, "A8", Origin.PERSON, "反映", ())
    assert found is not None
    decide(store, found, Outcome.TALK, {}, "有必要")
    meeting = Appointment(TalkKind.REMIND, SOON, "三楼")
    return plan(store, books.agency.id, meeting, "见情形")


def walked(store: Store, steps: list[str]) -> Iterator[tuple[Talk, Talk]]:
    """The talk before and after each step that was not refused."""
    talk = planned(store)
    for name in steps:
        before = store.get(Talk, talk.id) or talk
        with suppress(NotNow):
            STEPS[name](store, before)
            yield before, store.get(Talk, talk.id) or talk


LIKELY = ["ack", "hold", "bureau", "agency", "rectify", "accept"]
TALES = st.lists(st.sampled_from([*STEPS, *LIKELY]), max_size=12)


@settings(max_examples=80)
@given(TALES)
def test_a_talk_is_closed_only_with_both_words_and_what_was_demanded_done(
    engine: Engine, steps: list[str]
) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        for before, after in walked(Store(connection, NOW), steps):
            both = after.bureau_confirmed_at and after.agency_confirmed_at
            assert before.closed_on is None or after == before
            assert not before.withdrawn_at or after == before
            if after.closed_on is not None:
                assert both
                assert not after.demands or after.rectified_on
            if after.rectified_on is not None:
                assert both
            if before.minutes != after.minutes:
                assert after.agency_confirmed_at is None
                assert after.bureau_confirmed_at is None
            assert not (after.withdrawn_at and after.held_on)
        transaction.rollback()


WAITS: tuple[tuple[list[str], set[str]], ...] = (
    ([], {"talks_to_acknowledge", "talks_to_hold"}),
    (["ack"], {"talks_to_hold"}),
    (["ack", "move"], {"talks_to_acknowledge", "talks_to_hold"}),
    (["hold"], {"talks_to_confirm"}),
    (["hold", "agency"], {"talks_to_confirm"}),
    (["hold", "stale"], {"talks_to_confirm"}),
    (["hold", "bureau", "agency"], {"talks_to_rectify"}),
    (["hold", "bureau", "agency", "rectify"], {"talks_to_check"}),
    (["hold", "bureau", "agency", "rectify", "back"], {"talks_to_rectify"}),
    (["hold", "bureau", "agency", "rectify", "accept"], set()),
    (["hold free", "agency"], {"talks_to_confirm"}),
    (["hold free", "agency", "bureau"], set()),
    (["off"], set()),
)


@pytest.mark.parametrize(("steps", "expected"), WAITS, ids=lambda one: " ".join(sorted(one)))
def test_what_waits_for_whom(engine: Engine, steps: list[str], expected: set[str]) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        store = Store(connection, NOW)
        for _change in walked(store, steps):
            pass
        talk = store.find(Talk, withdrawn=True)[-1]
        scope = scope_of(store, talk.agency_id)
        found = {each.name for each in TALKS if not each.bureau and each.find(store, scope)}
        assert found == expected
        transaction.rollback()
