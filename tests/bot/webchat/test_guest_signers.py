"""Who it is that signs on a guest's page: the contact, somebody else, or the agency's own staff."""

import aiohttp
import pytest
from sqlalchemy import select

from storage import webchat
from storage.account import end_accounts
from storage.audit import trail
from storage.contact import Confirmation, confirm_by_supervisor, give_code
from storage.organisation import Role
from storage.store import Store
from tests.bot.webchat.conftest import Clock
from tests.bot.webchat.handed import Handed, hand, post
from tests.bot.webchat.stage import Stage


@pytest.fixture
async def handed(stage: Stage) -> Handed:
    return await hand(stage)


async def test_staff_whose_login_was_ended_are_still_the_agencys_own(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    own = await handed.login(Role.AGENCY)

    def end(store: Store) -> None:
        person = webchat.whose_login(store.connection, own)
        assert person is not None
        end_accounts(store, person)
        assert webchat.tab(store.connection, own) is None

    await handed.write(end)
    for path in (f"/s/{handed.code}/opened", f"/s/{handed.code}"):
        assert (await post(http, path, handed.signing(), own))[0] == 410
    assert await handed.signatures() == []


async def test_who_signs_in_anothers_place_is_not_said_to_be_confirmed(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    await handed.write(lambda store: give_code(store, handed.contact, "24681357"))
    given = handed.signing(name="沈家宜", code="24681357")
    status, said = await post(http, f"/s/{handed.code}", given)
    assert (status, "确认码是给沈佳怡本人的" in said) == (410, True)
    await handed.write(lambda store: confirm_by_supervisor(store, handed.contact))
    await post(http, f"/s/{handed.code}", handed.signing(name="沈家宜"))
    assert [(one.signer, one.confirmed) for one in await handed.signatures()] == [("沈家宜", None)]


async def test_a_space_in_a_name_makes_nobody_else(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    await handed.write(lambda store: confirm_by_supervisor(store, handed.contact))
    await post(http, f"/s/{handed.code}", handed.signing(name="沈 佳怡"))
    assert [one.confirmed for one in await handed.signatures()] == [Confirmation.SUPERVISOR]


async def test_signing_by_a_link_that_is_over_is_kept(
    handed: Handed, http: aiohttp.ClientSession, clock: Clock
) -> None:
    clock.passes(days=14)
    assert (await post(http, f"/s/{handed.code}", handed.signing()))[0] == 410
    assert (await post(http, "/s/aaaaaaaaaaaaaaaaaaaaaaaa", handed.signing()))[0] == 410
    tried = select(trail.c.payload).where(trail.c.act == "refused_link")
    (kept,) = await handed.write(lambda store: list(store.connection.scalars(tried)))
    assert (kept["address"], "已过期" in kept["said"]) == ("127.0.0.1", True)


async def test_what_was_typed_is_kept_as_it_was_typed(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    words = "配电箱　已清理\n见照片 \U0001f468\u200d\U0001f527"
    disputed = {handed.hazards[0]: words, handed.hazards[1]: "不对\u202e\x00\x1b[1m"}
    assert (await post(http, f"/s/{handed.code}", handed.signing(disputes=disputed)))[0] == 200
    (signed,) = await handed.signatures()
    assert signed.disputes == {handed.hazards[0]: words, handed.hazards[1]: "不对[1m"}
