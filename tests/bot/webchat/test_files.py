"""Files in and out: stored before their message, read only by whom they were sent to."""

import uuid
from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
from PIL import Image

from bot.channels.webchat.signing import Signer
from bot.channels.webchat.uploads import BODY_LIMIT
from storage.account import end_accounts
from storage.database import Connection
from storage.files import keep
from storage.media.check import LIMIT as FILE_LIMIT
from storage.organisation import Membership
from storage.store import Store
from storage.taking import DAILY_FILES
from storage.webchat import tab_of
from tests.bot.webchat.conftest import Clock
from tests.bot.webchat.stage import Stage
from tests.bot.webchat.tab import Frame, Tab, tab
from tests.pictures import PDF, claiming, photo

JPEG = photo()


def form(content: bytes, name: str = "a.jpg", type: str = "image/jpeg") -> aiohttp.FormData:
    data = aiohttp.FormData(quote_fields=False)
    data.add_field("file", content, filename=name, content_type=type)
    return data


async def upload(http: aiohttp.ClientSession, token: str, data: aiohttp.FormData) -> str:
    headers = {"Authorization": f"Bearer {token}"}
    async with http.post("/upload", data=data, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        reference: str = (await answer.json())["file"]
        return reference


async def send(page: Tab, *references: str, text: str = "") -> Frame:
    frame = {"type": "files", "client_id": str(uuid.uuid4()), "text": text}
    await page.say({**frame, "files": references})
    return await page.next("message", "error")


async def test_several_files_are_one_update_with_all_of_them(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    token = await stage.doors.enter("agency")
    photo = await upload(http, token, form(JPEG, "配电间.jpg"))
    paper = await upload(http, token, form(PDF, "C:\\x\\合同\u202e.pdf", "application/pdf"))
    async with tab(stage, token) as page:
        shown = (await send(page, photo, paper, text="现场"))["message"]
        assert [(f["name"], f["picture"]) for f in shown["files"]] == [
            ("配电间.jpg", True),
            ("合同.pdf", False),
        ]
        async with http.get(shown["files"][0]["url"]) as given:
            assert given.content_type == "image/jpeg"
            copy = await given.read()
            assert (Image.open(BytesIO(copy)).size, b"Kamera" in copy) == ((64, 48), False)
            assert "sandbox" in given.headers["Content-Security-Policy"]
        async with http.get(shown["files"][1]["url"]) as given:
            assert given.headers["Content-Disposition"] == "attachment"
    message = stage.received[0].raw["message"]
    assert message["caption"] == "现场"
    assert [one["file_name"] for one in message["album"]] == ["配电间.jpg", "合同.pdf"]
    for one in message["album"]:
        assert await stage.files.path(one["file_id"].removeprefix("sha256:"))


async def test_what_a_browser_would_run_is_only_downloaded(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    token = await stage.doors.enter("agency")
    names = []
    for n, type in enumerate(("text/html", "image/svg+xml", "application/xhtml+xml", "x")):
        content = b"<script>alert(1)</script>" + bytes([n])
        names.append((await stage.files.put(content, "a.html", type)).sha256)
    account = await stage.account(token)
    for name in names:
        await stage.chat.bot.send_document(account, f"sha256:{name}")
    async with tab(stage, token) as page:
        shown = page.welcome["messages"][-len(names) :]
    for file in (one["files"][0] for one in shown):
        async with http.get(file["url"]) as given:
            assert given.content_type == "application/octet-stream"
            assert given.headers["Content-Disposition"] == "attachment"
            assert given.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_no_file_is_refused_with_a_sentence(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    token = await stage.doors.enter("agency")
    headers = {"Authorization": f"Bearer {token}"}
    announced = {**headers, "Content-Type": "multipart/form-data; boundary=x"}
    other = aiohttp.FormData({"other": "x"})
    for data, sent, status, sentence in (
        (form(b""), headers, 400, "空的"),
        (form(b"MZ a program"), headers, 415, "是一个程序"),
        (form(JPEG[:-200]), headers, 415, "没有传完整"),
        (form(claiming(60_000, 60_000)), headers, 415, "60000 × 60000"),
        (form(b"<script>alert(1)</script>", "a.html", "text/html"), headers, 415, "PDF"),
        (form(b"x" * (FILE_LIMIT + 1)), headers, 413, "20 MB"),
        (other, headers, 400, "没有收到文件"),
        (b"--x\r\nbroken", announced, 400, "没有收到"),
        (b"x" * (BODY_LIMIT + 1), announced, 413, "20 MB"),
        (form(JPEG), {}, 401, "新的链接"),
        (form(JPEG), {"Authorization": "Bearer x"}, 401, "新的链接"),
    ):
        async with http.post("/upload", data=data, headers=sent) as answer:
            assert (answer.status, sentence in (await answer.json())["text"]) == (status, True)
    assert not any(path.is_file() for path in stage.folder.root.rglob("*"))
    count = "SELECT count(*) FROM file"
    assert await stage.database.read(lambda c: c.exec_driver_sql(count).scalar_one()) == 0


async def test_an_upload_is_counted_to_whoever_made_it(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    token = await stage.doors.enter("supervisor")
    await upload(http, token, form(JPEG))
    found = await stage.database.read(lambda c: tab_of(c, token))
    assert found is not None

    def fill(connection: Connection) -> None:
        store = Store(connection, stage.clock(), found.person_id)
        for n in range(DAILY_FILES - 1):
            keep(store, f"{n:064}", "a.pdf", "application/pdf", 9)

    await stage.database.write(fill)
    headers = {"Authorization": f"Bearer {token}"}
    async with http.post("/upload", data=form(PDF, "合同.pdf"), headers=headers) as answer:
        assert (answer.status, "明天再发" in (await answer.json())["text"]) == (415, True)
    other = await stage.doors.enter("agency")
    assert await upload(http, other, form(PDF, "合同.pdf"))


async def address_of_a_file(stage: Stage, token: str) -> str:
    file = await stage.files.put(JPEG, "a.jpg", "image/jpeg")
    await stage.chat.bot.send_photo(await stage.account(token), f"sha256:{file.sha256}")
    async with tab(stage, token) as page:
        url: str = page.welcome["messages"][-1]["files"][0]["url"]
        return url


async def test_a_picture_is_shown_as_its_copy_and_sent_as_a_document_it_is_the_original(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    token = await stage.doors.enter("agency")
    account = await stage.account(token)
    file = await stage.files.take(str(account), JPEG, "现场.jpg")
    await stage.chat.bot.send_photo(account, f"sha256:{file.sha256}")
    await stage.chat.bot.send_document(account, f"sha256:{file.sha256}")
    async with tab(stage, token) as page:
        shown, sent = (one["files"][0] for one in page.welcome["messages"][-2:])
    assert (shown["picture"], sent["picture"], sent["name"]) == (True, False, "现场.jpg")
    async with http.get(shown["url"]) as given:
        assert b"Kamera" not in await given.read()
    async with http.get(sent["url"]) as given:
        assert given.headers["Content-Disposition"] == "attachment"
        assert await given.read() == JPEG


async def test_an_address_ends_within_the_hour_and_a_fresh_one_can_be_asked_for(
    stage: Stage, http: aiohttp.ClientSession, clock: Clock
) -> None:
    token = await stage.doors.enter("agency")
    url = await address_of_a_file(stage, token)
    for minutes, status in ((29, 200), (31, 403)):
        clock.passes(minutes=minutes)
        async with http.get(url) as answer:
            assert answer.status == status
    async with tab(stage, token) as page:
        await page.say({"type": "fresh", "id": page.welcome["messages"][-1]["id"]})
        fresh = (await page.next("edit"))["message"]["files"][0]["url"]
    async with http.get(fresh) as answer:
        assert answer.status == 200


async def test_a_forged_address_opens_nothing(stage: Stage, http: aiohttp.ClientSession) -> None:
    parts = urlsplit(await address_of_a_file(stage, await stage.doors.enter("agency")))
    true: dict[str, str | None] = dict(parse_qsl(parts.query))
    values = ("", "9" * 12, "image/png", "é", None)
    forged = [true | {field: value} for field in true for value in values]
    for query in forged:
        kept = {name: value for name, value in query.items() if value is not None}
        async with http.get(f"{parts.path}?{urlencode(kept)}") as answer:
            assert answer.status == 403, kept
    async with http.get(f"{parts.path.replace('a.jpg', 'b.jpg')}?{parts.query}") as answer:
        assert answer.status == 403


async def test_an_address_dies_with_its_login(stage: Stage, http: aiohttp.ClientSession) -> None:
    token = await stage.doors.enter("agency")
    url = await address_of_a_file(stage, token)
    found = await stage.database.read(lambda c: tab_of(c, token))
    assert found is not None
    await stage.database.write(lambda c: end_accounts(Store(c, stage.clock()), found.person_id))
    async with http.get(url) as answer:
        assert answer.status == 403
    assert await stage.log.login(token) is None
    stage.clock.passes(minutes=1)  # type: ignore[attr-defined]
    renewed = await stage.doors.enter("agency")
    assert await stage.log.login(token) is None
    async with tab(stage, renewed) as page:
        assert len(page.welcome["messages"]) == 1


async def test_a_login_ends_with_the_last_day_of_a_membership(stage: Stage) -> None:
    token = await stage.doors.enter("agency")
    found = await stage.database.read(lambda c: tab_of(c, token))
    assert found is not None

    def end_today(connection: Connection) -> None:
        store = Store(connection, stage.clock())
        (held,) = store.find(Membership, person_id=found.person_id)
        store.revise(held, reason="离职", until=store.today)

    await stage.database.write(end_today)
    assert await stage.log.login(token) is not None
    assert await stage.log.open(found.id)
    stage.clock.passes(hours=14)  # type: ignore[attr-defined]
    assert await stage.log.login(token) is None
    assert not await stage.log.open(found.id)


async def test_an_upload_can_be_sent_only_by_who_made_it_and_by_this_process(
    stage: Stage, http: aiohttp.ClientSession
) -> None:
    token = await stage.doors.enter("agency")
    reference = await upload(http, token, form(JPEG))
    async with tab(stage, await stage.doors.enter("supervisor")) as page:
        assert (await send(page, reference))["lost"] is True
    stage.signer = Signer()
    await stage.reopen()
    async with tab(stage, token) as page:
        assert (await send(page, reference))["lost"] is True
    assert stage.received == []
