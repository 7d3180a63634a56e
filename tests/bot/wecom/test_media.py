"""A file that was sent is read in full or refused for a reason; one that is shown arrives whole."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.media import (
    Call,
    Gone,
    TooBig,
    decrypted,
    fetch,
    kind_of,
    name_in,
    short_name,
    upload,
    why,
)
from bot.channels.wecom.wire import (
    CHUNK,
    FILE,
    IMAGE,
    UPLOAD_CHUNK,
    UPLOAD_FINISH,
    UPLOAD_INIT,
    Away,
    Refused,
    Unanswered,
)

KEY = bytes(range(32))
KEY_TOLD = base64.b64encode(KEY).decode()
JPEG = b"\xff\xd8\xff"
GBK = b'attachment; filename="\xd2\xfe\xbb\xbc.xlsx"'


def sealed(data: bytes, key: bytes = KEY) -> bytes:
    pad = 32 - len(data) % 32
    made = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return made.update(data + bytes([pad]) * pad) + made.finalize()


@given(st.binary(max_size=200))
def test_what_was_sealed_is_read(data: bytes) -> None:
    assert decrypted(sealed(data), KEY) == data


@given(st.binary(max_size=200))
def test_what_nobody_sealed_is_refused_or_read_but_nothing_else_happens(data: bytes) -> None:
    with suppress(Gone):
        assert len(decrypted(data, KEY)) < len(data)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("", ""),
        ("attachment", ""),
        ('attachment; filename="report.pdf"', "report.pdf"),
        ("attachment; filename=report.pdf", "report.pdf"),
        ("attachment; filename*=UTF-8''%E9%9A%90%E6%82%A3.xlsx", "隐患.xlsx"),
        ("attachment; filename*=utf-8'zh'%E9%9A%90%E6%82%A3.xlsx; filename=x", "隐患.xlsx"),
        ("attachment; filename=x.xlsx; filename*=UTF-8''%E9%9A%90.xlsx", "隐.xlsx"),
        ('attachment; filename="%E9%9A%90%E6%82%A3.xlsx"', "隐患.xlsx"),
        ('attachment; filename="隐患.xlsx"', "隐患.xlsx"),
        ('attachment; filename="say \\"hi\\".pdf"', 'say "hi".pdf'),
        ("attachment; filename*=nonsense''%D2%FE%BB%BC.xlsx", "隐患.xlsx"),
        ("attachment; filename*=UTF-8''100%.pdf", "100%.pdf"),
        (GBK.decode("utf-8", "surrogateescape"), "隐患.xlsx"),
    ],
)
def test_a_files_name_is_found_however_it_is_written(written: str, name: str) -> None:
    assert name_in(written) == name


class Shelf:
    """A media host: whatever is asked of it, ``give`` says."""

    def __init__(self) -> None:
        self.url, self.released = "", asyncio.Event()
        self.status, self.body, self.length, self.ends = 200, b"", 0, True

    async def give(self, request: web.Request) -> web.StreamResponse:
        """``length`` is what it promises (0: nothing is promised); without ``ends`` it stops
        halfway and stays silent."""
        answer = web.StreamResponse(status=self.status)
        answer.headers["Content-Disposition"] = "attachment; filename*=UTF-8''%E9%9A%90.xlsx"
        if self.length:
            answer.content_length = self.length
        else:
            answer.enable_chunked_encoding()
        await answer.prepare(request)
        await answer.write(self.body)
        if not self.ends:
            await self.released.wait()
        if request.transport is not None and self.length > len(self.body):
            request.transport.close()
        return answer


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    found = Shelf()
    app = web.Application()
    app.router.add_get("/file", found.give)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/file"
    yield found
    found.released.set()
    await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.mark.parametrize("promised", [True, False])
@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 100_000])
async def test_a_file_comes_with_its_name(
    shelf: Shelf, http: ClientSession, size: int, promised: bool
) -> None:
    data = bytes(n % 251 for n in range(size))
    shelf.body = sealed(data)
    shelf.length = len(shelf.body) if promised else 0
    found = await fetch(http, shelf.url, KEY_TOLD)
    assert (found.name, found.data) == ("隐.xlsx", data)


@pytest.mark.parametrize("told", [KEY_TOLD, KEY_TOLD.rstrip("="), f" {KEY_TOLD}\n"])
async def test_a_key_is_understood_as_it_is_told(
    shelf: Shelf, http: ClientSession, told: str
) -> None:
    shelf.body = sealed(b"data")
    assert (await fetch(http, shelf.url, told)).data == b"data"


async def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(
    shelf: Shelf, http: ClientSession
) -> None:
    shelf.body = sealed(b"x" * 1000)
    assert len((await fetch(http, shelf.url, KEY_TOLD, limit=1000)).data) == 1000
    with pytest.raises(TooBig):
        await fetch(http, shelf.url, KEY_TOLD, limit=999)


async def test_what_is_promised_too_big_is_not_even_read(
    shelf: Shelf, http: ClientSession
) -> None:
    shelf.length, shelf.ends = FILE + 33, False
    async with asyncio.timeout(60):
        with pytest.raises(TooBig):
            await fetch(http, shelf.url, KEY_TOLD)


async def test_what_never_ends_is_left_at_the_limit(shelf: Shelf, http: ClientSession) -> None:
    shelf.body, shelf.ends = b"x" * 5000, False
    async with asyncio.timeout(60):
        with pytest.raises(TooBig):
            await fetch(http, shelf.url, KEY_TOLD, limit=1000)


@pytest.mark.parametrize("status", [400, 403, 404, 410])
async def test_a_link_that_holds_no_longer_is_gone(
    shelf: Shelf, http: ClientSession, status: int
) -> None:
    shelf.status = status
    with pytest.raises(Gone):
        await fetch(http, shelf.url, KEY_TOLD)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_a_host_in_trouble_may_be_asked_again(
    shelf: Shelf, http: ClientSession, status: int
) -> None:
    shelf.status = status
    with pytest.raises(ClientError) as trouble:
        await fetch(http, f"{shelf.url}?sign=secret", KEY_TOLD)
    assert why(trouble.value) == f"ClientResponseError {status}"


async def test_what_was_cut_off_or_came_empty_may_be_asked_for_again(
    shelf: Shelf, http: ClientSession
) -> None:
    with pytest.raises(ClientError):
        await fetch(http, shelf.url, KEY_TOLD)
    shelf.body, shelf.length = b"x" * 64, 6400
    with pytest.raises(ClientError):
        await fetch(http, shelf.url, KEY_TOLD)


async def test_a_silent_host_is_not_waited_for_for_ever(
    shelf: Shelf, http: ClientSession
) -> None:
    shelf.body, shelf.ends = b"x" * 32, False
    async with asyncio.timeout(60):
        with pytest.raises(TimeoutError):
            await fetch(http, shelf.url, KEY_TOLD, timeout=ClientTimeout(total=0.2))


async def test_a_host_that_is_not_there_may_be_asked_again(http: ClientSession) -> None:
    with pytest.raises(ClientError):
        await fetch(http, "http://127.0.0.1:9/file", KEY_TOLD)


@pytest.mark.parametrize("told", ["", "short", "not base64!", KEY_TOLD[:20], KEY_TOLD * 2, "密钥"])
async def test_without_a_key_nothing_is_fetched(http: ClientSession, told: str) -> None:
    with pytest.raises(Gone):
        await fetch(http, "http://127.0.0.1:9/file", told)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:1"])
async def test_only_a_web_address_is_fetched(http: ClientSession, url: str) -> None:
    with pytest.raises(Gone):
        await fetch(http, url, KEY_TOLD)


async def test_the_wrong_key_opens_nothing(shelf: Shelf, http: ClientSession) -> None:
    shelf.body = sealed(b"data", bytes(32))
    with pytest.raises(Gone):
        await fetch(http, shelf.url, KEY_TOLD)


class Store:
    """Takes what is uploaded; ``fault`` is met at the command of that number."""

    def __init__(self, at: int = -1, fault: Exception | None = None) -> None:
        self.at, self.fault, self.heard = at, fault, list[tuple[str, dict[str, Any]]]()

    async def __call__(self, command: str, body: dict[str, Any]) -> dict[str, Any]:
        self.heard.append((command, body))
        if self.fault is not None and len(self.heard) - 1 == self.at:
            raise self.fault
        answers = {UPLOAD_INIT: {"upload_id": "u1"}, UPLOAD_FINISH: {"media_id": "m1"}}
        return answers.get(command, {})


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, FILE])
async def test_a_file_goes_up_whole_and_in_order(size: int) -> None:
    data = (bytes(range(251)) * (size // 251 + 1))[:size]
    store = Store()
    call: Call = store
    assert await upload(call, "file", "隐患.xlsx", data) == "m1"
    (first, about), *parts, (last, end) = store.heard
    assert (first, last, end) == (UPLOAD_INIT, UPLOAD_FINISH, {"upload_id": "u1"})
    assert about == {
        "type": "file",
        "filename": "隐患.xlsx",
        "total_size": size,
        "total_chunks": len(parts),
        "md5": hashlib.md5(data).hexdigest(),
    }
    assert {command for command, _ in parts} == {UPLOAD_CHUNK}
    assert [part["chunk_index"] for _, part in parts] == list(range(len(parts)))
    pieces = [base64.b64decode(part["base64_data"]) for _, part in parts]
    assert max(map(len, pieces)) <= CHUNK
    assert b"".join(pieces) == data


async def test_what_is_too_big_is_not_begun() -> None:
    store = Store()
    with pytest.raises(TooBig):
        await upload(store, "file", "x.zip", bytes(FILE + 1))
    assert store.heard == []


@pytest.mark.parametrize("at", [0, 1, 2, 3])
async def test_an_upload_that_was_cut_off_may_be_begun_again(at: int) -> None:
    """Nobody saw anything of it: there is no doubt."""
    with pytest.raises(Away):
        await upload(Store(at, Unanswered("lost")), "file", "x", bytes(CHUNK + 1))


@pytest.mark.parametrize("at", [0, 1, 2])
async def test_a_refusal_is_passed_on(at: int) -> None:
    with pytest.raises(Refused, match="45009"):
        await upload(Store(at, Refused(45009, "freq")), "file", "x", b"data.")


async def test_an_answer_that_names_nothing_is_a_refusal() -> None:
    async def silent(command: str, body: dict[str, Any]) -> dict[str, Any]:
        return {}

    with pytest.raises(Refused, match="upload_id"):
        await upload(silent, "file", "x", b"data.")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (JPEG + b"...", "image"),
        (b"\x89PNG\r\n\x1a\n...", "image"),
        (JPEG + bytes(IMAGE - 3), "image"),
        (JPEG + bytes(IMAGE - 2), "file"),
        (b"RIFF....WEBP", "file"),
        (b"%PDF-1.7", "file"),
    ],
)
def test_a_picture_is_one_while_it_is_small_enough(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_a_long_name_is_cut_and_keeps_its_suffix(stem: str) -> None:
    name = short_name(f"{stem}.xlsx")
    assert name.endswith(".xlsx")
    assert len(name.encode()) <= 256
    assert len(f"{stem}.xlsx".encode()) > 256 or name == f"{stem}.xlsx"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_any_name_fits(name: str) -> None:
    assert len(short_name(name).encode()) <= 256
