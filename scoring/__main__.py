"""`python -m scoring FILE`: facts as JSON in, the card as JSON out, for whoever checks a score."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from scoring.interchange import card_as_json, parse, read_facts
from scoring.scorecard import score
from scoring.values import FactError

USAGE = "用法：python -m scoring 文件（- 表示标准输入）"


def main(argv: Sequence[str], stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Print the card and return 0, or one line that says what is wrong and return 2."""
    if list(argv) in (["-h"], ["--help"]):
        stdout.write(USAGE + "\n")
        return 0
    try:
        if len(argv) != 1:
            raise FactError(USAGE)
        answer = cards(parse(_text(_bytes(argv[0], stdin))))
    except FactError as wrong:
        stderr.write(f"{wrong}\n")
        return 2
    stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def cards(given: object) -> object:
    """One card for an object of facts, a list of cards for a list of them."""
    if not isinstance(given, list):
        return card_as_json(score(read_facts(given)))
    answers = []
    for place, one in enumerate(given, 1):
        try:
            answers.append(card_as_json(score(read_facts(one))))
        except FactError as wrong:
            raise FactError(f"第{place}组：{wrong}") from None
    return answers


def _bytes(name: str, stdin: BinaryIO) -> bytes:
    if name == "-":
        return stdin.read()
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as failed:
        why = getattr(failed, "strerror", None) or "文件名不合法"
        raise FactError(f"读不到文件 {name!r}：{why}") from None


def _text(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        raise FactError("文件应为不带BOM的UTF-8编码的JSON")
    try:
        return content.decode()
    except UnicodeDecodeError as bad:
        raise FactError(f"文件应为UTF-8编码的JSON，第{bad.start + 1}个字节有误") from None


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # The words of the standard must survive a machine whose locale knows no Chinese.
            stream.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout, sys.stderr))
