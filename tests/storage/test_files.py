"""Where the bytes are: a folder and a real S3 server keep the same promises."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from minio import Minio

from bot.settings import Unset, load
from storage.backup import backup, restore
from storage.database import Database, open_database
from storage.files import FileFolder, Files, keep
from storage.media import NotTaken
from storage.s3 import S3Files, Unreached, s3_client
from storage.schema import upgrade
from storage.store import Store
from storage.taking import take
from tests.conftest import NOW
from tests.pictures import PDF, photo
from tests.storage.s3_server import ACCESS_KEY, SECRET_KEY

BUCKET = "anxing"
Opening = Callable[[Path], Files]


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of our own, with an empty bucket."""
    root = tmp_path_factory.mktemp("s3")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.s3_server", str(root)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert server.stdout is not None
        endpoint = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        client(endpoint).make_bucket(BUCKET)
        yield endpoint
    finally:
        server.kill()
        server.wait()


def client(endpoint: str) -> Minio:
    return s3_client(endpoint, ACCESS_KEY, SECRET_KEY, "us-east-1")


@pytest.fixture(params=["folder", "s3"])
def opening(request: pytest.FixtureRequest) -> Opening:
    if request.param == "folder":
        return lambda path: FileFolder(path / "files")
    endpoint = request.getfixturevalue("s3")
    return lambda path: S3Files(client(endpoint), BUCKET, path / "cache")


def test_what_was_put_is_there_under_its_hash_and_putting_it_again_changes_nothing(
    opening: Opening, tmp_path: Path
) -> None:
    files = opening(tmp_path)
    files.check()
    for content in (b"one", photo(), b"\0" * 300_000, b"one"):
        name = files.put(content)
        assert name == hashlib.sha256(content).hexdigest()
        assert files.path(name).read_bytes() == content
    assert len([one for one in files.root.rglob("*") if one.is_file()]) == 3


def test_what_was_never_put_is_not_there_and_what_is_no_name_is_refused(
    opening: Opening, tmp_path: Path
) -> None:
    files = opening(tmp_path)
    assert not files.path("0" * 64).exists()
    for name in ("", "../../etc/passwd", "A" * 64, "0" * 63):
        with pytest.raises(ValueError, match="not the name"):
            files.path(name)


def test_what_is_refused_leaves_nothing_behind(opening: Opening, tmp_path: Path) -> None:
    files = opening(tmp_path)
    with pytest.raises(NotTaken):
        take(files, b"MZ a program", "现场.jpg")
    assert list(files.root.rglob("*")) == []
    assert not files.path(hashlib.sha256(b"MZ a program").hexdigest()).exists()


async def test_a_backup_has_every_file_and_restores_into_either_store(
    opening: Opening, tmp_path: Path, sqlite_database: Database
) -> None:
    files = opening(tmp_path)
    content = PDF + tmp_path.name.encode()
    name = files.put(content)
    await sqlite_database.write(
        lambda c: keep(Store(c, NOW), name, "合同.pdf", "application/pdf", len(content))
    )
    await backup(sqlite_database, files, tmp_path / "backup", NOW)
    again = await open_database(f"sqlite:///{tmp_path}/again.db")
    try:
        await again.write(upgrade)
        kept = opening(tmp_path / "elsewhere")
        await restore(tmp_path / "backup", again, kept)
        assert kept.path(name).read_bytes() == content
    finally:
        await again.close()


def test_another_machine_finds_what_this_one_put(s3: str, tmp_path: Path) -> None:
    here, there = (S3Files(client(s3), BUCKET, tmp_path / name) for name in ("here", "there"))
    name = here.put(b"over there")
    assert there.path(name).read_bytes() == b"over there"


def test_what_was_changed_in_the_bucket_is_not_taken_for_the_file(
    s3: str, tmp_path: Path
) -> None:
    name = S3Files(client(s3), BUCKET, tmp_path / "here").put(b"as it was")
    forged = tmp_path / "forged"
    forged.write_bytes(b"as it never was")
    client(s3).fput_object(BUCKET, f"{name[:2]}/{name[2:4]}/{name}", str(forged))
    assert not S3Files(client(s3), BUCKET, tmp_path / "there").path(name).exists()


def test_the_folder_of_this_machine_holds_only_so_much(s3: str, tmp_path: Path) -> None:
    files = S3Files(client(s3), BUCKET, tmp_path, most=5000)
    names = [files.put(bytes([n]) * 1000) for n in range(20)]
    held = [one for one in files.root.rglob("*") if one.is_file()]
    assert sum(one.stat().st_size for one in held) <= 5000
    assert all(files.path(name).read_bytes() == bytes([n]) * 1000 for n, name in enumerate(names))


def test_what_another_process_drops_from_the_folder_is_never_left_empty(
    s3: str, tmp_path: Path
) -> None:
    files = S3Files(client(s3), BUCKET, tmp_path)
    path = files.path(files.put(b"whole"))
    done = threading.Event()

    def drop() -> None:
        while not done.is_set():
            path.unlink(missing_ok=True)

    other = threading.Thread(target=drop)
    other.start()
    sizes = []
    for _ in range(150):
        files.path(path.name)
        with suppress(FileNotFoundError):
            sizes.append(path.stat().st_size)
    done.set()
    other.join()
    assert set(sizes) <= {5}


@pytest.mark.parametrize(
    ("bucket", "secret", "said"),
    [("nowhere", SECRET_KEY, "没有名为 nowhere 的存储桶"), (BUCKET, "wrong", "拒绝")],
)
def test_a_store_that_is_not_ours_is_said_to_be(
    s3: str, tmp_path: Path, bucket: str, secret: str, said: str
) -> None:
    files = S3Files(s3_client(s3, ACCESS_KEY, secret, "us-east-1"), bucket, tmp_path)
    with pytest.raises(Unreached, match=said):
        files.check()


def test_a_store_that_cannot_be_reached_is_trouble_to_be_tried_again(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    files = S3Files(client(f"http://127.0.0.1:{unused_tcp_port}"), BUCKET, tmp_path)
    for use in (files.check, lambda: files.put(b"x"), lambda: files.path("0" * 64)):
        with pytest.raises(OSError, match="连不上文件存储"):
            use()
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_the_settings_choose_the_store(s3: str, tmp_path: Path) -> None:
    assert isinstance(load(data=tmp_path).file_folder(), FileFolder)
    keys = {"s3_bucket": BUCKET, "s3_access_key": ACCESS_KEY, "s3_secret_key": SECRET_KEY}
    chosen = load(data=tmp_path, s3_endpoint=s3, **keys)
    chosen.file_folder().check()
    assert SECRET_KEY not in repr(chosen)
    with pytest.raises(Unset, match="ANXING_S3_SECRET_KEY"):
        load(data=tmp_path, s3_endpoint=s3, s3_bucket=BUCKET).file_folder()
    with pytest.raises(Unset, match="ANXING_S3_ENDPOINT"):
        load(data=tmp_path, s3_endpoint="oss.example")
