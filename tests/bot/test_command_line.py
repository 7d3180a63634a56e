"""A missing or wrong setting is one clear line and code 2; no secret is ever shown."""

import logging
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from bot.logs import Masking, masked
from bot.settings import Unset, load

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"

WRONG = [
    ({}, "ANXING_TELEGRAM_TOKEN"),
    ({"ANXING_WEB_PORT": "八千"}, "ANXING_WEB_PORT"),
    ({"ANXING_WEB_PORT": "70000"}, "ANXING_WEB_PORT"),
    ({"ANXING_TELEGRAM_TOKEN": "secret-token"}, "ANXING_TELEGRAM_TOKEN"),
    ({"ANXING_TELEGRAM_TOKEN": f"{TOKEN}嗨"}, "ANXING_TELEGRAM_TOKEN"),
    ({"ANXING_DATABASE": "mysql://root:hunter22@db/x"}, "ANXING_DATABASE"),
    ({"ANXING_TELEGRAM_API": "ftp://x"}, "ANXING_TELEGRAM_API"),
    ({"ANXING_REMIND_HOUR": "25"}, "ANXING_REMIND_HOUR"),
]


def anxing(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ANXING_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env={**clean, "ANXING_DATA": str(folder), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(("env", "named"), WRONG[1:])
def test_a_wrong_setting_is_named_and_never_shown(
    env: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Unset) as wrong:
        load()
    line = str(wrong.value)
    assert named in line
    assert "\n" not in line
    assert not any(value in line for value in env.values())


@pytest.mark.parametrize(("env", "named"), WRONG[:1])
def test_the_command_ends_with_code_2_and_one_line(
    env: dict[str, str], named: str, tmp_path: Path
) -> None:
    done = anxing(tmp_path, "run", **env)
    assert done.returncode == 2
    assert named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_run_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, "ANXING_DATA": str(tmp_path), "ANXING_WEB_PORT": "0"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "安星已启动：http://127.0.0.1:" in line
    with urllib.request.urlopen(line.partition("：")[2].strip() + "/healthz") as answer:
        assert answer.status == 200
    process.terminate()
    assert process.wait(timeout=60) == 0


def test_the_environment_becomes_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANXING_DATA", str(tmp_path))
    monkeypatch.setenv("ANXING_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("ANXING_WEB_PORT", "")
    settings = load()
    assert settings.database_url == f"sqlite:///{tmp_path}/anxing.db"
    assert settings.web_port is None
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://api.example.org/bot{TOKEN}/getUpdates failed",
        "could not connect to postgresql://anxing:hunter22hunter22@db/anxing",
        "GET /i/Zm9vYmFyYmF6cXV4cXV1eA 200",
        *(f"GET /{way}/Zm9vYmFyYmF6cXV4cXV1eA 410" for way in "spa"),
        "update {'text': '/start s-Zm9vYmFyYmF6cXV4cXV1eA'}",
        "update {'text': '/start Zm9vYmFyYmF6cXV4cXV1eA'}",
        "update {'text': 's-Zm9vYmFyYmF6cXV4cXV1eA22'}",
        "update {'text': '绑定 K7QF3MHT'}",
        "https://x.myqcloud.com/a.jpg?q-sign-time=1&q-signature=Zm9vYmFyYmF6cXV4cXV1eA failed",
        "DETAIL:  Failing row contains (1, 绑定 K7QF3MHT, Zm9vYmFyYmF6cXV4cXV1eA).",
    ],
)
def test_no_secret_reaches_the_log(text: str) -> None:
    record = logging.LogRecord("bot", logging.ERROR, __file__, 1, "%s", (text,), None)
    line = Masking("%(message)s").format(record)
    for secret in (TOKEN, "hunter22", "Zm9vYmFyYmF6cXV4cXV1eA", "K7QF3MHT"):
        assert secret not in line
    assert masked("普通的一行 2026-11-20 10:00") == "普通的一行 2026-11-20 10:00"


def test_no_secret_reaches_the_log_in_a_traceback() -> None:
    try:
        raise ValueError(f"bad token {TOKEN}")
    except ValueError:
        record = logging.LogRecord("bot", 40, __file__, 1, "x", (), sys.exc_info())
    assert TOKEN not in Masking("%(message)s").format(record)
