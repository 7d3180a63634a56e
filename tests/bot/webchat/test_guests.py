"""A guest's pages over real storage: looking does nothing, a link does one thing, once."""

import asyncio

import aiohttp
import pytest
from sqlalchemy import select

from storage import sign_off
from storage.audit import trail
from storage.contact import CODE_TRIES, Confirmation, Contact, give_code
from storage.hand_over import Outcome
from storage.organisation import Role
from storage.store import Store
from storage.visit import Hazard
from tests.bot.webchat.conftest import Clock
from tests.bot.webchat.handed import Handed, hand, post
from tests.bot.webchat.stage import Stage


@pytest.fixture
async def handed(stage: Stage) -> Handed:
    return await hand(stage)


async def read(http: aiohttp.ClientSession, path: str) -> tuple[int, str]:
    async with http.get(path) as page:
        return page.status, await page.text()


async def test_previews_of_a_link_neither_open_nor_use_it(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    for _ in range(3):
        status, text = await read(http, f"/s/{handed.code}")
        assert status == 200
        assert "发现事故隐患2处" in text
        async with http.head(f"/s/{handed.code}") as head:
            assert head.status == 200
    assert (await handed.kept()).opened_at is None
    assert await post(http, f"/s/{handed.code}/opened", {}) == (200, "")
    assert (await handed.kept()).opened_at is not None
    assert await handed.signatures() == []


async def test_what_people_wrote_is_text(handed: Handed, http: aiohttp.ClientSession) -> None:
    _, text = await read(http, f"/s/{handed.code}")
    assert "&lt;script&gt;alert(&#x27;除尘&#x27;)&lt;/script&gt;" in text
    assert "停产&quot;整改&quot;" in text
    assert "<script>alert" not in text
    assert "二号车间</h2>" not in text


async def test_a_signature_is_kept_with_what_was_seen_who_when_and_from_where(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    disputed = {handed.hazards[0]: "纸箱当天已经清走"}
    assert await post(http, f"/s/{handed.code}", handed.signing(disputes=disputed)) == (200, "")
    (signed,) = await handed.signatures()
    assert signed.content_hash == handed.made.content_hash
    assert (signed.signer, signed.post, signed.disputes) == ("沈佳怡", "安全负责人", disputed)
    assert (signed.signed_at, signed.channel) == (handed.stage.clock(), "web")
    assert (signed.address, signed.confirmed) == ("127.0.0.1", None)
    _, text = await read(http, f"/s/{handed.code}")
    for shown in ("已签收，有异议", "沈佳怡，安全负责人", "未核实", "纸箱当天已经清走"):
        assert shown in text
    assert "<form" not in text


async def test_a_proxy_on_this_machine_is_believed_about_the_last_address_only(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    http.headers["X-Forwarded-For"] = "6.6.6.6, 203.0.113.9"
    await post(http, f"/s/{handed.code}", handed.signing())
    assert [one.address for one in await handed.signatures()] == ["203.0.113.9"]


async def test_the_same_answer_twice_is_one_and_another_changes_nothing(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    for _ in range(3):
        assert (await post(http, f"/s/{handed.code}", handed.signing()))[0] == 200
    refusal = handed.signing(outcome="refused", reason="不同意")
    status, said = await post(http, f"/s/{handed.code}", refusal)
    assert (status, said) == (410, "这份清单已签收，不能再改。请联系服务机构。")
    assert len(await handed.signatures()) == 1
    assert (await handed.kept()).outcome is Outcome.SIGNED


async def test_many_answers_at_once_are_one(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    disputed = handed.signing(disputes={handed.hazards[1]: "不是我们的车间"})
    given = [handed.signing(), disputed, handed.signing(outcome="refused", reason="不同意")] * 3
    answers = await asyncio.gather(*(post(http, f"/s/{handed.code}", one) for one in given))
    assert sorted(status for status, _ in answers) == [200] * 3 + [410] * 6
    assert len(await handed.signatures()) == 1


async def test_a_refusal_is_kept_with_its_reason(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    assert (await post(http, f"/s/{handed.code}", handed.signing(outcome="refused")))[1] == (
        "请写明拒签的理由。"
    )
    given = handed.signing(outcome="refused", reason="隐患不属实")
    assert await post(http, f"/s/{handed.code}", given) == (200, "")
    (signed,) = await handed.signatures()
    assert signed.refusal == "隐患不属实"
    assert "已拒签" in (await read(http, f"/s/{handed.code}"))[1]


async def test_whoever_says_it_is_not_them_signs_nothing_and_closes_the_link(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    given = {"outcome": "not_me", "seal": handed.made.content_hash}
    assert await post(http, f"/s/{handed.code}", given) == (200, "")
    assert await handed.signatures() == []
    status, text = await read(http, f"/s/{handed.code}")
    assert (status, "已被收回" in text) == (410, True)


def changed(store: Store, handed: Handed) -> None:
    hazard = store.get(Hazard, handed.hazards[0])
    assert hazard is not None
    store.revise(hazard, reason="写错了", description="配电箱前堆放木箱")


async def test_a_list_that_was_changed_after_it_was_seen_is_not_signed(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    await handed.write(lambda store: changed(store, handed))
    status, said = await post(http, f"/s/{handed.code}", handed.signing())
    assert (status, "有改动" in said) == (410, True)
    assert (await post(http, f"/s/{handed.code}", handed.signing(seal="0" * 64)))[0] == 410
    assert await handed.signatures() == []


async def test_a_signed_list_that_was_changed_says_so_and_stays_readable(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    await post(http, f"/s/{handed.code}", handed.signing())
    await handed.write(lambda store: changed(store, handed))
    await handed.write(lambda store: sign_off.void_changed(store, handed.visit, "清单已更正"))
    _, text = await read(http, f"/s/{handed.code}")
    for shown in ("原来的签收不再算数", "配电箱前堆放纸箱", "沈佳怡，安全负责人"):
        assert shown in text
    _, check = await read(http, f"/v/{handed.made.content_hash[:16]}")
    assert "不再有效" in check


async def test_a_link_over_taken_back_wrong_or_of_another_purpose_opens_nothing(
    handed: Handed, http: aiohttp.ClientSession, clock: Clock
) -> None:
    for path in ("/s/aaaaaaaaaaaaaaaaaaaaaaaa", f"/p/{handed.code}", f"/a/{handed.code}"):
        status, text = await read(http, path)
        assert (status, "这条链接不对" in text) == (410, True)
        assert (await post(http, path, handed.signing()))[0] in (410, 422)
    for way in ("/s/x", "/s/%00%00%00%00%00%00%00%00", f"/s/{handed.code}/photo/x"):
        assert (await read(http, way))[0] == 404
    clock.passes(days=14)
    assert "已过期" in (await read(http, f"/s/{handed.code}"))[1]
    assert (await post(http, f"/s/{handed.code}", handed.signing()))[0] == 410
    assert (await post(http, f"/s/{handed.code}/opened", {}))[0] == 410
    assert (await read(http, f"/s/{handed.code}/photo/{handed.photos[0]}"))[0] == 404
    assert await handed.signatures() == []


async def test_a_photo_is_shown_to_who_holds_the_link_of_its_list_only(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    ours, others = (f"/s/{handed.code}/photo/{sha}" for sha in handed.photos)
    async with http.get(ours) as photo:
        assert (photo.status, photo.content_type) == (200, "image/png")
        assert photo.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert photo.headers["X-Content-Type-Options"] == "nosniff"
    for path in (
        others,
        f"/s/{handed.code}/photo/{'0' * 64}",
        f"/s/bbbbbbbbbbbbbbbbbbbbbbbb/photo/{handed.photos[0]}",
        f"/a/{handed.code}/photo/{handed.photos[0]}",
    ):
        assert (await read(http, path))[0] == 404


async def test_the_agencys_own_staff_can_neither_open_nor_sign_and_trying_is_kept(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    own = await handed.login(Role.AGENCY)
    bureau = await handed.login(Role.SUPERVISOR)
    logins = f"unknown,{bureau},{own}"
    status, said = await post(http, f"/s/{handed.code}/opened", {}, logins)
    assert (status, "对方自己的手机" in said) == (410, True)
    status, said = await post(http, f"/s/{handed.code}", handed.signing(), logins)
    assert (status, "不能代委托单位签收" in said) == (410, True)
    assert await handed.signatures() == []
    assert (await handed.kept()).opened_at is None
    tried = select(trail.c.chain, trail.c.subject).where(trail.c.act == "refused_signature")
    kept = await handed.write(lambda store: store.connection.execute(tried).all())
    assert [tuple(row) for row in kept] == [(handed.town.agency.id, handed.made.id)]
    assert (await post(http, f"/s/{handed.code}", handed.signing(), bureau))[0] == 200


async def test_a_confirmation_code_confirms_and_wrong_ones_are_counted(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    await handed.write(lambda store: give_code(store, handed.contact, "24681357"))
    status, said = await post(http, f"/s/{handed.code}", handed.signing(code="12345678"))
    assert (status, said) == (410, f"确认码不对，还可以试{CODE_TRIES - 1}次。")
    assert await handed.signatures() == []
    assert (await post(http, f"/s/{handed.code}", handed.signing(code="2468 1357")))[0] == 200
    (signed,) = await handed.signatures()
    assert signed.confirmed is Confirmation.CODE
    known = await handed.write(lambda store: store.get(Contact, handed.contact.id))
    assert known is not None
    assert known.confirmed is Confirmation.CODE


async def test_a_post_from_another_page_signs_nothing(handed: Handed) -> None:
    for origin in ("https://example.net", "null"):
        async with aiohttp.ClientSession(handed.stage.url, headers={"Origin": origin}) as foreign:
            for path in (f"/s/{handed.code}", f"/s/{handed.code}/opened"):
                assert (await post(foreign, path, handed.signing()))[0] == 403
    assert await handed.signatures() == []
    assert (await handed.kept()).opened_at is None


NONSENSE: tuple[object, ...] = (
    b"",
    b"[]",
    b"[" * 9999,
    b"\xed\xa0\x80",
    b'"' + b"x" * 300_000 + b'"',
    {},
    {"outcome": "disputed"},
    {"outcome": 7},
    {"name": ""},
    {"name": " \u200b\n"},
    {"name": ["沈佳怡"]},
    {"name": "长" * 41},
    {"post": "长" * 41},
    {"outcome": "refused", "reason": "长" * 501},
    {"disputes": ["x"]},
    {"disputes": {"h": ""}},
    {"disputes": {"h": 5}},
    {"disputes": {str(n): "不" for n in range(301)}},
)


async def test_nonsense_is_refused_in_a_sentence_and_signs_nothing(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    for given in NONSENSE:
        whole = handed.signing(**given) if isinstance(given, dict) and given else given
        status, said = await post(http, f"/s/{handed.code}", whole)
        assert (status, said[-1:]) == (422, "。"), given
    half = handed.signing(name="沈\ud800佳怡", disputes={"no such hazard": "不同意"})
    assert (await post(http, f"/s/{handed.code}", half))[0] == 410
    assert await handed.signatures() == []


async def test_a_paper_copys_code_tells_who_signed_when_and_never_the_hazards(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    seal = handed.made.content_hash
    status, text = await read(http, f"/v/{seal[:16]}")
    assert (status, "还没有签收" in text) == (200, True)
    await post(http, f"/s/{handed.code}", handed.signing(disputes={handed.hazards[0]: "不"}))
    for path in (seal[:16], seal, seal[:20].upper()):
        _, text = await read(http, f"/v/{path}")
        for shown in ("已签收，有异议", "沈佳怡，安全负责人", "2026年11月20日 10:00", seal[:16]):
            assert shown in text
        assert "配电" not in text
    for path in (seal[:15], "0" * 64, "x" * 16, seal + "0", "%", "%00"):
        assert (await read(http, f"/v/{path}"))[0] in (400, 404)


async def test_a_guests_page_is_kept_by_nobody_and_runs_only_what_is_ours(
    handed: Handed, http: aiohttp.ClientSession
) -> None:
    for path in (f"/s/{handed.code}", "/s/aaaaaaaaaaaaaaaa", f"/v/{handed.made.content_hash}"):
        async with http.get(path) as page:
            assert page.headers["Cache-Control"] == "no-store"
            assert "unsafe" not in page.headers["Content-Security-Policy"]
            assert page.headers["Referrer-Policy"] == "no-referrer"
            text = await page.text()
        assert " style=" not in text
        assert " onclick=" not in text
        assert text.count("<script") == 1
