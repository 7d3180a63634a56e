"""Who gets in: by a link's press, as a persona of the demo, and nobody by looking."""

import aiohttp
import pytest

from bot.channels.webchat import CannotListen
from tests.bot.webchat.stage import Stage
from tests.bot.webchat.tab import tab


async def test_looking_at_an_invitation_changes_nothing_and_its_press_uses_it_once(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    for _ in range(3):
        async with http.get("/i/good") as page:
            text = await page.text()
            assert page.status == 200
        assert "王敏" in text
        assert "11月27日 10:00" in text
    assert stage.doors.used == []
    async with http.post("/i/good") as entered:
        token = (await entered.json())["token"]
    async with tab(stage, token) as page_:
        assert page_.welcome["name"] == "沈佳怡"
    async with http.post("/i/good") as again:
        assert again.status == 410
        assert (await again.json())["text"] == "这条链接已经用过了。"
    async with http.get("/i/good") as late:
        assert late.status == 404
        assert "新的链接" in await late.text()


async def test_an_invitations_words_are_text(http: aiohttp.ClientSession) -> None:
    async with http.get("/i/good") as page:
        text = await page.text()
    assert "&lt;b&gt;嘉安&lt;/b&gt;" in text
    assert "<b>" not in text


async def test_a_post_from_another_page_is_refused(stage: Stage) -> None:
    for origin in (None, "https://example.net", "null"):
        headers = {} if origin is None else {"Origin": origin}
        async with aiohttp.ClientSession(stage.url, headers=headers) as foreign:
            for path in ("/i/good", "/demo/login", "/upload"):
                async with foreign.post(path, json={"persona": "agency"}) as answer:
                    assert answer.status == 403
    assert stage.doors.used == []


async def test_a_name_that_merely_points_here_is_not_our_page(stage: Stage) -> None:
    """DNS rebinding: the browser believes that another site's name is this address."""
    port = stage.url.rpartition(":")[2]
    names = {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"}
    async with (
        aiohttp.ClientSession(stage.url, headers=names) as foreign,
        foreign.post("/demo/login", json={"persona": "agency"}) as answer,
    ):
        assert answer.status == 403


async def test_personas_are_listed_and_let_in_only_in_a_demo(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    async with http.get("/") as page:
        assert "/chat#as=supervisor" in await page.text()
    async with http.post("/demo/login", json={"persona": "supervisor"}) as entered:
        token = (await entered.json())["token"]
    async with tab(stage, token) as page_:
        assert (page_.welcome["name"], page_.welcome["standing"]) == ("陈国平", "监管人员")
    stage.doors.demo = False
    async with http.get("/") as page:
        assert "as=supervisor" not in await page.text()
    async with http.post("/demo/login", json={"persona": "supervisor"}) as refused:
        assert refused.status == 404


async def test_nobody_else_is_let_in_as_a_persona(http: aiohttp.ClientSession) -> None:
    for body in ("", "[]", "{}", '{"persona": 7}', '{"persona": "x"}', "[" * 9999, "\ud7ff"):
        async with http.post("/demo/login", data=body.encode()) as refused:
            assert refused.status == 404


async def test_every_answer_allows_only_what_is_ours(http: aiohttp.ClientSession) -> None:
    for path in ("/", "/chat", "/i/good", "/static/chat.js", "/healthz", "/x"):
        async with http.get(path) as page:
            policy = page.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'self';")
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert page.headers["X-Content-Type-Options"] == "nosniff"


async def test_only_assets_are_given_out(http: aiohttp.ClientSession) -> None:
    for name in ("chat.html", "../pages.py", "..%2fpages.py", "x.js", "icon.svg/"):
        async with http.get(f"/static/{name}") as answer:
            assert answer.status == 404


async def test_health_is_answered_to_whoever_asks(http: aiohttp.ClientSession) -> None:
    async with http.get("/healthz") as answer:
        assert await answer.json() == {"status": "ok"}


async def test_a_port_in_use_is_one_clear_sentence(stage: Stage) -> None:
    port = int(stage.url.rpartition(":")[2])
    with pytest.raises(CannotListen, match=rf"端口 {port} .*ANXING_WEB_PORT"):
        await stage.web_chat(stage.arrivals).start(port=port)
