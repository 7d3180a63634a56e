"""The bytes in a bucket that speaks S3, with a folder of this machine for what was used lately."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256 as digest
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from storage.files import FileFolder

CACHE = 2 * 1024**3
"""Bytes that the folder may hold; what was not asked for the longest goes first."""
SECONDS = urllib3.Timeout(connect=5, read=30)
TRIES = urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504])
_GONE = ("NoSuchKey", "NoSuchObject")


class Unreached(OSError):
    """The store of files can't be reached, or refuses: to be tried again, like a full disk."""


class S3Files:
    """``Files`` in a bucket. Bytes are in the bucket before ``put`` returns."""

    def __init__(self, client: Minio, bucket: str, cache: Path, most: int = CACHE) -> None:
        self._client, self._bucket, self._most = client, bucket, most
        self._cache = FileFolder(cache)
        self.root = self._cache.root
        self._held = sum(path.stat().st_size for path in self._kept())
        self._trimming = threading.Lock()

    def check(self) -> None:
        """Whether the bucket is there for us. Raises ``Unreached`` with the cause."""
        with _reaching():
            if not self._client.bucket_exists(self._bucket):
                raise Unreached(f"没有名为 {self._bucket} 的存储桶")

    def put(self, content: bytes) -> str:
        sha256 = digest(content).hexdigest()
        with _reaching():
            if not self._there(sha256):
                held = io.BytesIO(content)
                self._client.put_object(self._bucket, _key(sha256), held, len(content))
        self._keep(content)
        return sha256

    def path(self, sha256: str) -> Path:
        path = self._cache.path(sha256)
        with suppress(FileNotFoundError):
            os.utime(path)
            return path
        content = self._fetch(sha256)
        if content is not None:
            self._keep(content)
        return path

    def _there(self, sha256: str) -> bool:
        try:
            self._client.stat_object(self._bucket, _key(sha256))
        except S3Error as error:
            if error.code in _GONE:
                return False
            raise
        return True

    def _fetch(self, sha256: str) -> bytes | None:
        """The bytes, if they are those of the name: what was changed out there is not there."""
        with _reaching():
            try:
                answer = self._client.get_object(self._bucket, _key(sha256))
            except S3Error as error:
                if error.code in _GONE:
                    return None
                raise
            try:
                content: bytes = answer.read()
            finally:
                answer.close()
                answer.release_conn()
        return content if digest(content).hexdigest() == sha256 else None

    def _keep(self, content: bytes) -> None:
        self._cache.put(content)
        with self._trimming:
            self._held += len(content)
            if self._held > self._most:
                self._trim()

    def _trim(self) -> None:
        """Down to nine tenths, so that it is not done again at once; the newest stays."""
        states = sorted(((path.stat(), path) for path in self._kept()), key=_used)
        self._held = sum(state.st_size for state, _path in states)
        for state, path in states[:-1]:
            if self._held <= self._most * 9 // 10:
                break
            path.unlink(missing_ok=True)
            self._held -= state.st_size

    def _kept(self) -> list[Path]:
        return [path for path in self.root.rglob("*") if path.is_file()]


def s3_client(endpoint: str, access_key: str, secret_key: str, region: str) -> Minio:
    at = urlsplit(endpoint)
    return Minio(
        at.netloc,
        access_key,
        secret_key,
        secure=at.scheme == "https",
        region=region,
        http_client=urllib3.PoolManager(timeout=SECONDS, retries=TRIES, maxsize=10),
    )


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        raise Unreached(f"文件存储拒绝了请求（{error.code}）") from error
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        raise Unreached(f"连不上文件存储（{type(error).__name__}）") from error


def _used(one: tuple[os.stat_result, Path]) -> float:
    return one[0].st_mtime


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
