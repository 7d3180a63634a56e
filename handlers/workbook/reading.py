"""A file's bytes become the rows of the sheets we know."""

import hashlib
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from handlers.workbook.container import NOT_EXCEL, Handler, content_of, opened, parse
from handlers.workbook.grid import Budget, Cells, Row, Strings
from handlers.workbook.outline import WorkbookError


@dataclass(frozen=True)
class Sheet:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Workbook:
    """``others`` are the titles of sheets that were not wanted; ``since_1904``: days are counted
    from there, as old Macs did."""

    sha256: str
    sheets: tuple[Sheet, ...]
    others: tuple[str, ...] = ()
    since_1904: bool = False


def sheets_of(source: Path | bytes, wanted: Callable[[str], bool]) -> Workbook:
    """The sheets whose title is wanted. Raises ``WorkbookError``."""
    content = source if isinstance(source, bytes) else content_of(source)
    with opened(content) as archive:
        main, index = _main_part(archive), _Index()
        parse(archive, main, index)
        paths = _targets(archive, main)
        shared, budget = _shared(archive, paths), Budget()
        found: list[Sheet] = []
        for title, key in index.sheets:
            if wanted(title) and key in paths:
                cells = Cells(shared, budget)
                parse(archive, paths[key], cells)
                found.append(Sheet(title, tuple(cells.rows)))
    others = tuple(title for title, _key in index.sheets if not wanted(title))
    sha256 = hashlib.sha256(content).hexdigest()
    return Workbook(sha256, tuple(found), others, index.since_1904)


class _Index(Handler):
    """xl/workbook.xml: the sheets in their order."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.since_1904 = False

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "sheet":
            key = next((v for k, v in said.items() if k.rpartition(":")[2] == "id"), "")
            self.sheets.append((said.get("name", "").strip(), key))
        elif name == "workbookPr":
            self.since_1904 = said.get("date1904", "0") in ("1", "true")


class _Relations(Handler):
    """A .rels part: which part stands behind which key."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == "Relationship":
            kind = said.get("Type", "").rpartition("/")[2]
            self.found.append((said.get("Id", ""), kind, said.get("Target", "")))


def _main_part(archive: ZipFile) -> str:
    relations = _Relations()
    parse(archive, "_rels/.rels", relations)
    for _key, kind, target in relations.found:
        path = target.lstrip("/")
        if kind == "officeDocument" and path.endswith("workbook.xml"):
            return path
    raise WorkbookError(NOT_EXCEL)


def _targets(archive: ZipFile, main: str) -> dict[str, str]:
    folder, name = posixpath.split(main)
    relations = _Relations()
    parse(archive, posixpath.join(folder, "_rels", f"{name}.rels"), relations)
    found = {}
    for key, kind, target in relations.found:
        if kind in ("worksheet", "sharedStrings"):
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[key if kind == "worksheet" else kind] = posixpath.normpath(path)
    return found


def _shared(archive: ZipFile, paths: Mapping[str, str]) -> list[str]:
    strings = Strings()
    if "sharedStrings" in paths:
        parse(archive, paths["sharedStrings"], strings)
    return strings.found
