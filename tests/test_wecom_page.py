"""The deployment page for 企业微信 names settings, commands and words as they really are."""

import ast
import re
from argparse import ArgumentParser
from functools import cache
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/wecom.md").read_text()


def named(pattern: str) -> list[str]:
    found = sorted(set(re.findall(pattern, PAGE)))
    assert found
    return found


@cache
def said() -> str:
    """Every text the program can say, as one."""
    texts = []
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    return "\n".join(texts)


@pytest.mark.parametrize("name", named(r"ANXING_[A-Z0-9_]+"))
def test_a_setting_on_the_page_exists(name: str) -> None:
    assert name.removeprefix(PREFIX).lower() in Settings.model_fields


@pytest.mark.parametrize(
    "name", [name for name in Settings.model_fields if name.startswith("wecom")]
)
def test_every_setting_of_wecom_is_on_the_page(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in PAGE


def test_the_default_address_is_the_one_on_the_page() -> None:
    assert f"`{Settings.model_fields['wecom_url'].default}`" in PAGE


@pytest.mark.parametrize("name", named(r"anxing ([a-z][a-z-]*)"))
def test_a_command_on_the_page_exists(name: str) -> None:
    assert name in [command.name for command in COMMANDS]


@pytest.mark.parametrize("option", named(r"(?<![\w-])(--[a-z]+)"))
def test_an_option_on_the_page_exists(option: str) -> None:
    parser = ArgumentParser(conflict_handler="resolve")
    for command in COMMANDS:
        if f"anxing {command.name}" in PAGE:
            command.options(parser)
    assert option in parser.format_help()


@pytest.mark.parametrize("words", named(r"(?m)^\| `([^`]*[一-鿿][^`]*)` \|"))
def test_a_line_to_look_up_is_one_the_program_says(words: str) -> None:
    assert words in said()


@pytest.mark.parametrize("name", re.findall(r'Step\("([^"]+)"', (
    ROOT / "bot/channels/wecom/check.py"
).read_text()))
def test_every_step_of_the_check_is_explained(name: str) -> None:
    assert f"| {name} |" in PAGE


def test_the_first_day_is_a_list_to_tick() -> None:
    assert PAGE.count("\n- [ ] ") >= 10


@pytest.mark.parametrize("target", named(r"\]\(#([^)]+)\)"))
def test_a_place_linked_on_the_page_is_there(target: str) -> None:
    headings = re.findall(r"(?m)^## (.+)$", PAGE)
    places = [
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings
    ]
    assert target in places


def test_the_readme_leads_to_the_page_and_the_page_back() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "(docs/wecom.md)" in readme
    assert "(../README.md)" in PAGE
    assert "anxing wecom-check" in readme
