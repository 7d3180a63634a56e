"""The README tells the truth: its glossary names what is in the code, its settings are ours."""

import re
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
CODE = "\n".join(
    path.read_text()
    for room in ("bot", "handlers", "scoring", "storage", "scheduler")
    for path in (ROOT / room).rglob("*.py")
)


def glossary() -> list[str]:
    rows = README.partition("## Glossary")[2].splitlines()
    listed = [row for row in rows if row.startswith("|")]
    return sorted({name for row in listed for name in re.findall("`([^`]+)`", row)})


@pytest.mark.parametrize("identifier", glossary())
def test_a_name_of_the_glossary_stands_in_the_code(identifier: str) -> None:
    owner, _, name = identifier.rpartition(".")
    if identifier.startswith("scoring."):
        assert (ROOT / identifier.replace(".", "/")).with_suffix(".py").exists()
    elif owner:
        assert re.search(rf"class {owner}\b", CODE)
        assert re.search(rf"^    {name}\b", CODE, re.MULTILINE)
    else:
        assert re.search(rf"(class|def) {identifier}\b|\b{identifier}:", CODE)


def test_every_setting_is_told_of_and_no_other() -> None:
    told = set(re.findall(rf"\| `{PREFIX}(\w+)`(?:, `{PREFIX}(\w+)`)?", README))
    names = {name.lower() for pair in told for name in pair if name}
    assert names == set(Settings.model_fields)


def test_every_command_is_told_of() -> None:
    told = set(re.findall(r"anxing ([\w-]+)", README)) | set(re.findall(r"make (demo)", README))
    assert {command.name for command in COMMANDS} <= told
