"""`python -m scoring FILE`, as a program and as a function."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given as drawn

from scoring.__main__ import USAGE, main
from scoring.interchange import card_as_json, facts_as_json, parse, read_facts
from scoring.scorecard import score
from scoring.values import FactError
from tests.scoring.worlds import BLAMELESS, Facts, any_object, some_facts

ROOT = Path(__file__).parents[2]


def run(content: bytes, *argv: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    code = main(argv or ("-",), BytesIO(content), out, err)
    return code, out.getvalue(), err.getvalue()


def program(*argv: str, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "scoring", *argv],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **env},
        timeout=60,
        check=False,
    )


def test_an_object_in_is_an_object_out() -> None:
    code, out, err = run(b'{"office_area": 250, "equipment": true}')
    assert (code, err) == (0, "")
    assert out.endswith("}\n")
    assert json.loads(out)["items"][0]["worst"] == "2"


def test_an_array_in_is_an_array_out() -> None:
    code, out, _ = run(b'[{}, {"board": false}]')
    assert code == 0
    first, second = json.loads(out)
    assert (first["best"], second["best"]) == ("100", "98")


def test_an_empty_array_is_an_empty_array_and_no_facts_are_an_open_card() -> None:
    assert run(b"[]")[1] == "[]\n"
    assert json.loads(run(b" {}\r\n")[1])["total"] is None


@drawn(some_facts)
def test_the_program_prints_the_card_of_the_facts(facts: Facts) -> None:
    code, out, err = run(json.dumps(facts_as_json(facts)).encode())
    assert (code, err) == (0, "")
    assert json.loads(out) == card_as_json(score(facts))


@drawn(any_object)
def test_the_program_accepts_exactly_what_is_read_as_facts(raw: dict[str, object]) -> None:
    text = json.dumps(raw)
    code, out, err = run(text.encode())
    try:
        read_facts(parse(text))
    except FactError as refused:
        expected = (2, f"{refused}\n")
    else:
        expected = (0, "")
    assert (code, err) == expected
    assert bool(out) == (code == 0)


# What is given, and what the one line says.
REFUSED = [
    (b"", "不是合法的JSON"),
    (b"\xef\xbb\xbf{}", "BOM"),
    (b'{"policies_missing": ["\xff"]}', "第24个字节有误"),
    ('{"staff": 8}'.encode("utf-16"), "UTF-8"),
    ('{"policies_missing": ["保密"]}'.encode("gb18030"), "UTF-8"),
    (b'{"staff": -1}', "staff"),
    (b'[{}, {"staff": -1}]', "第2组：staff"),
    (b"[{}, 3]", "第2组：应为一个JSON对象"),
    (b"[[{}]]", "第1组：应为一个JSON对象"),
    (b'{"staff": 1, "staff": 1}', "'staff' 给了两次"),
    (b'[{}, {"staff": 1, "staff": 2}]', "第2组：'staff' 给了两次"),
    (
        b'{"satisfaction": {"county": [1], "county": [2], "town": [], "client": []}}',
        "satisfaction（满意度测评）中 'county' 给了两次",
    ),
    (b'{"policies_missing": [{"a": 1, "a": 1}]}', "policies_missing"),
    (b'{"a\\nb": 1}', "a\\nb"),
    (b"[" * 200_000, "嵌套过深"),
    (b'{"staff": 1e999999999}', "staff"),
    (b"{}\x00", "不是合法的JSON"),
]


@pytest.mark.parametrize(("content", "said"), REFUSED)
def test_anything_else_is_one_line_and_exit_2(content: bytes, said: str) -> None:
    code, out, err = run(content)
    assert (code, out) == (2, "")
    assert said in err
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name in (str(tmp_path / "missing.json"), str(tmp_path), "a\0b", "a\nb"):
        code, out, err = run(b"{}", name)
        assert (code, out) == (2, "")
        assert "读不到文件" in err
        assert len(err.splitlines()) == 1


@pytest.mark.parametrize("argv", [("a", "b"), ("-", "-")])
def test_more_than_one_file_is_refused(argv: tuple[str, ...]) -> None:
    assert run(b"{}", *argv) == (2, "", USAGE + "\n")


def test_no_file_at_all_is_refused_and_help_is_given() -> None:
    out, err = StringIO(), StringIO()
    assert main([], BytesIO(b"{}"), out, err) == 2
    assert err.getvalue() == USAGE + "\n"
    assert run(b"", "--help") == (0, USAGE + "\n", "")


def test_the_program_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "事实.json"
    path.write_text(json.dumps(facts_as_json(BLAMELESS)), encoding="utf-8")
    done = program(str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["total"] == "100"


def test_the_program_speaks_utf_8_whatever_the_locale() -> None:
    given = '{"policies_missing": ["保密管理"]}'.encode()
    done = program("-", given=given, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert "保密管理" in done.stdout.decode()
    wrong = program("-", given=b'{"staff": 0.5}', PYTHONIOENCODING="ascii", LC_ALL="C")
    assert wrong.returncode == 2
    assert "应为0到1000000000的整数" in wrong.stderr.decode()
    assert wrong.stderr.count(b"\n") == 1


def test_the_program_refuses_deep_json_without_falling_over() -> None:
    for given in (b"[" * 1_000_000, b'{"staff":' * 1_000_000, b"[" * 900 + b"]" * 900):
        done = program("-", given=given)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.count(b"\n") == 1
