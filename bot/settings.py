"""The environment becomes settings, or one clear line that says what is wrong with it."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.files import FileFolder, Files
from storage.s3 import S3Files, s3_client

PREFIX = "ANXING_"


class Unset(Exception):
    """A setting is missing or wrong; the sentence names it and says what it should be."""


class Settings(BaseSettings):
    """What ``anxing`` is told by its environment, each name with ``ANXING_`` before it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    data: Path = Path("data")
    database: str = ""
    telegram_token: SecretStr | None = None
    telegram_api: str = ""
    wecom_bot_id: str = ""
    wecom_secret: SecretStr | None = None
    wecom_url: str = "wss://openws.work.weixin.qq.com"
    web_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    web_host: str = "127.0.0.1"
    public_url: str = ""
    remind_hour: Annotated[int, Field(ge=0, le=23)] = 9
    link_days: Annotated[int, Field(ge=1, le=90)] = 14
    alarm_hours: Annotated[float, Field(gt=0, le=168)] = 2
    s3_endpoint: str = ""
    s3_bucket: str = ""
    s3_access_key: str = ""
    s3_secret_key: SecretStr | None = None
    s3_region: str = "us-east-1"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'anxing.db'}"

    @property
    def files(self) -> Path:
        return self.data / "files"

    def file_folder(self) -> Files:
        """Where stored files are: in a bucket, or in the data folder. Raises ``Unset``."""
        folder = self._data_folder()
        if not self.s3_endpoint:
            return folder
        if not (self.s3_bucket and self.s3_access_key and self.s3_secret_key):
            raise Unset(
                f"设置 {PREFIX}S3_ENDPOINT 之后，还要设置 {PREFIX}S3_BUCKET、"
                f"{PREFIX}S3_ACCESS_KEY 和 {PREFIX}S3_SECRET_KEY。"
            )
        secret = self.s3_secret_key.get_secret_value()
        client = s3_client(self.s3_endpoint, self.s3_access_key, secret, self.s3_region)
        return S3Files(client, self.s3_bucket, self.data / "cache")

    def _data_folder(self) -> FileFolder:
        """The folder of stored files, made where it isn't there. Raises ``Unset``."""
        try:
            folder = FileFolder(self.files)
            if os.access(self.data, os.W_OK | os.X_OK):
                return folder
            cause = "没有写入的权限"
        except OSError as error:
            cause = error.strerror or str(error)
        raise Unset(f"设置 {PREFIX}DATA 有误：不能使用文件夹 {self.data}（{cause}）。")

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        head, _, tail = value.get_secret_value().partition(":") if value else ("1", "", "x" * 20)
        if not (head.isascii() and head.isdigit() and len(tail) >= 20 and tail.isascii()):
            raise ValueError("token")
        return value

    @field_validator("database")
    @classmethod
    def _url(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("url")
        return value

    @field_validator("wecom_url")
    @classmethod
    def _socket(cls, value: str) -> str:
        if not value.startswith(("ws://", "wss://")):
            raise ValueError("ws")
        return value

    @field_validator("public_url", "telegram_api", "s3_endpoint")
    @classmethod
    def _http(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("http")
        return value.rstrip("/")


WANTED = {
    "data": "应是一个文件夹的路径",
    "database": "应以 sqlite:/// 或 postgresql:// 开头",
    "telegram_token": "应是 BotFather 给的令牌，形如 123456:ABC-DEF…",
    "telegram_api": "应是 http:// 或 https:// 开头的地址",
    "wecom_url": "应是 wss:// 开头的地址",
    "web_port": "应是 0 到 65535 之间的整数",
    "public_url": "应是 http:// 或 https:// 开头的地址",
    "s3_endpoint": "应是 http:// 或 https:// 开头的地址",
    "remind_hour": "应是 0 到 23 之间的整数",
    "link_days": "应是 1 到 90 之间的整数（天）",
    "alarm_hours": "应大于 0、不超过 168（小时）",
}


def load(**given: object) -> Settings:
    """The settings of this environment; what is ``given`` goes before it. Raises ``Unset`` with a
    line that never shows the wrong value: it may be a secret."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        name = str(error.errors(include_input=False)[0]["loc"][0])
        wanted = WANTED.get(name, "写得不对")
        raise Unset(f"设置 {PREFIX}{name.upper()} 有误：{wanted}。") from None


def page_address(host: str, port: int) -> str:
    """Where a browser on this machine finds the page."""
    near = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"
