"""The web chat's memory: a message and its update together, edits by change, hashed logins."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from storage import webchat
from storage.account import end_accounts
from storage.audit import history
from storage.database import Database
from storage.inbox import unfinished
from storage.person import Person
from storage.store import Store

BODY = {"text": "NUL \0 与 🧯"}


def update(id: int) -> dict[str, Any]:
    return {"message": {"message_id": id, "text": BODY["text"]}}


async def test_what_a_person_sent_and_its_update_are_kept_together_once(
    database: Database, now: datetime
) -> None:
    def work(connection: Connection) -> tuple[Any, Any]:
        return webchat.arrive(connection, "1001", "c1", BODY, update, now)

    first, received = await database.write(work)
    again, nothing = await database.write(work)
    assert (first, nothing) == (again, None)
    [kept] = await database.read(unfinished)
    assert kept == received
    assert kept.raw == update(first.id)
    assert await database.read(lambda c: webchat.message(c, "1001", first.id)) == first


async def test_an_update_that_cannot_be_kept_leaves_no_message(
    database: Database, now: datetime
) -> None:
    def work(connection: Connection) -> None:
        webchat.arrive(connection, "1001", "c1", BODY, update, now)
        raise ValueError("as a full disk would")

    with pytest.raises(ValueError, match="full disk"):
        await database.write(work)
    assert await database.read(lambda c: webchat.before(c, "1001", 1 << 53, 9)) == []
    assert await database.read(unfinished) == []


async def test_an_edit_is_a_change_and_each_account_counts_its_own(
    database: Database, now: datetime
) -> None:
    def work(connection: Connection) -> list[tuple[int, str]]:
        ids = [webchat.append(connection, "1001", "bot", {"text": t}, now).id for t in "abc"]
        webchat.append(connection, "1002", "bot", {"text": "x"}, now)
        assert webchat.edit(connection, "1001", ids[0], {"text": "A"}) is not None
        assert webchat.edit(connection, "1002", ids[1], {"text": "stolen"}) is None
        changed = webchat.changed_since(connection, "1001", 2, 10)
        return [(one.change, one.body["text"]) for one in changed]

    assert await database.write(work) == [(4, "A"), (3, "c")]


async def test_a_login_is_kept_as_a_hash_and_ends_with_its_account(
    database: Database, now: datetime
) -> None:
    def work(connection: Connection) -> tuple[str, str]:
        store = Store(connection, now)
        person = store.add(Person(name="沈佳怡"))
        return webchat.admit(store, person.id), person.id

    token, person_id = await database.write(work)
    kept = await database.read(lambda c: str(c.execute(select(webchat.logins)).all()))
    assert token not in kept
    noted = await database.read(lambda c: [entry.act for entry in history(c, person_id)])
    assert noted == ["add", "open_account", "open_login"]
    tab = await database.read(lambda c: webchat.tab_of(c, token))
    assert tab is not None
    assert (tab.person_id, tab.account.isdigit()) == (person_id, True)

    await database.write(lambda c: end_accounts(Store(c, now), person_id))
    assert await database.read(lambda c: webchat.tab_of(c, token)) is None
    later = now + timedelta(seconds=1)
    renewed = await database.write(lambda c: webchat.admit(Store(c, later), person_id))
    fresh = await database.read(lambda c: webchat.tab_of(c, renewed))
    assert fresh is not None
    assert fresh.account == tab.account
    assert await database.read(lambda c: webchat.tab_of(c, token)) is None
