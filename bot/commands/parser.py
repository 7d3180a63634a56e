"""The command line's own sentences in Chinese: help, and what is wrong with what was typed."""

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

SAID: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        r"(?:argument [^:]+: )?invalid choice: '?(?P<got>[^']*?)'? \(choose from (?P<of>.*)\)",
        lambda m: f"没有“{m['got']}”，可以是：{_listed(m['of'])}",
    ),
    (r"the following arguments are required: (?P<what>.*)", lambda m: f"还缺少：{m['what']}"),
    (
        r"one of the arguments (?P<what>.*) is required",
        lambda m: f"{m['what'].replace(' ', ' 或 ')} 要写一个",
    ),
    (
        r"argument (?P<what>[^:]+): not allowed with argument (?P<other>.*)",
        lambda m: f"{m['what']} 和 {m['other']} 只能写一个",
    ),
    (r"argument (?P<what>[^:]+): expected .*", lambda m: f"{m['what']} 后面还缺少内容"),
    (
        r"argument (?P<what>[^:]+): ignored explicit argument (?P<got>.*)",
        lambda m: f"{m['what']} 后面不用写内容",
    ),
    (r"argument (?P<what>[^:]+): (?P<said>[一-鿿].*)", lambda m: f"{m['what']} {m['said']}"),
    (r"unrecognized arguments: (?P<what>.*)", lambda m: f"看不懂：{m['what']}"),
)
"""What argparse says, and how we say it. A version that says it otherwise is passed on as it is."""


def _listed(choices: str) -> str:
    return "、".join(re.findall(r"[\w-]+", choices))


def in_chinese(message: str) -> str:
    for pattern, words in SAID:
        if found := re.fullmatch(pattern, message):
            return words(found)
    return message


class Layout(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A wrong word ends in one line and code 2."""

    def __init__(self, *words: Any, **more: Any) -> None:
        more |= {"add_help": False, "allow_abbrev": False, "formatter_class": Layout}
        super().__init__(*words, **more)
        self._positionals.title, self._optionals.title = "要写明的", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这些说明")

    def error(self, message: str) -> NoReturn:
        print(f"{in_chinese(message)}（用法见 {self.prog} -h）", file=sys.stderr)
        raise SystemExit(2)
