"""Papers of a rating: 表A as the standard prints it, and letters; their words kept, no box for a
glyph, whatever was written."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from PIL import Image, ImageFont
from pypdf import PdfReader

from handlers.documents.glyphs import FOLDER, drawable
from handlers.documents.paper import Paper
from handlers.documents.table_a import Part, parts, table_a
from handlers.documents.table_a_sheet import table_a_sheet
from handlers.scorecard.sheet import Sheet
from scoring.states import State
from scoring.summary import between
from scoring.values import Cases, plain
from tests.conftest import NOW
from tests.handlers.golden import same_words
from tests.handlers.test_papers import HOSTILE
from tests.scoring.worlds import BLAMELESS, Facts, some_facts

D = Decimal
PRINTED = Path(__file__).parent / "golden" / "printed_table_a.txt"
FAULTS: Facts = {
    **BLAMELESS,
    "staff": D(7),
    "board": False,
    "visits_unproven": Cases.of(["visit:a", "visit:b"]),
}
OPEN = {name: value for name, value in FAULTS.items() if name not in ("satisfaction", "pledge")}


def nothing(_sha256: str) -> bytes | None:
    return None


def sheet(facts: Facts, *, confirmed: bool = True, **more: Any) -> Sheet:
    return Sheet(
        id="p" * 32,
        agency="嘉兴安达安全技术有限公司",
        day=date(2026, 11, 20),
        start=date(2026, 1, 1),
        end=date(2027, 12, 31),
        records=facts,
        facts=facts,
        confirmed=frozenset(facts if confirmed else ()),
        survey_closed=confirmed,
        **more,
    )


def text_of(paper: Paper) -> str:
    reader = PdfReader(io.BytesIO(paper.pdf(nothing)))
    return "\f\n".join(page.extract_text() for page in reader.pages)


def grid(part: Part) -> list[list[str]]:
    """A part of the table as rows of its six columns; what a merged cell covers is blank."""
    rows = [[""] * 6 for _ in range(part.rows)]
    for cell in part.cells:
        rows[cell.row][cell.column] = "".join(cell.text.split())
    return rows


def test_the_table_is_the_printed_one_cell_by_cell() -> None:
    """The kept rows were read from the standard's own file, blank where its cells are merged."""
    first, second = parts(None)
    found = ["|".join(row) for row in (*grid(first), *grid(second)[:-1])]
    assert found == PRINTED.read_text("utf-8").splitlines()
    assert grid(second)[-1] == ["合计", "", "", "100", "", ""]
    assert (first.caption, second.caption) == (
        "表A 安全生产技术服务机构星级评定表",
        "表A 安全生产技术服务机构星级评定表（续）",
    )


@pytest.mark.parametrize("facts", [None, FAULTS, OPEN])
def test_every_place_of_the_table_is_covered_once(facts: Facts | None) -> None:
    for part in parts(sheet(facts) if facts else None):
        covered = [
            (cell.row + down, cell.column + across)
            for cell in part.cells
            for down in range(cell.rows)
            for across in range(cell.columns)
        ]
        assert sorted(covered) == [(row, column) for row in range(part.rows) for column in range(6)]


@settings(max_examples=40)
@given(some_facts)
def test_a_filled_table_says_neither_0_nor_full_marks_of_what_is_open(facts: Facts) -> None:
    filled = sheet(facts, confirmed=False)
    got = {
        number: cell
        for part in parts(filled)
        for cell in part.cells
        if cell.column == 5
        for number in [next(c.text for c in part.cells if (c.row, c.column) == (cell.row, 0))]
    }
    for scored in filled.card.items:
        cell = got[str(scored.number)]
        if filled.states[scored.number] is State.PENDING:
            assert (cell.text, cell.mark) == ("待评", between(scored.worst, scored.best))
        else:
            assert cell.text == plain(scored.best)
    assert got["合计"].text == between(filled.card.worst, filled.card.best)


PAPERS = {
    "table_a_blank": None,
    "table_a_filled": sheet(FAULTS, issue="JG-2026-0001 第2版"),
    "table_a_open": sheet(OPEN, confirmed=False),
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_words_of_the_table_on_paper_are_kept(name: str) -> None:
    same_words(name, text_of(table_a(PAPERS[name], NOW)))


@pytest.mark.parametrize("name", PAPERS)
def test_the_table_breaks_its_page_where_the_standard_does(name: str) -> None:
    pages = PdfReader(io.BytesIO(table_a(PAPERS[name], NOW).pdf(nothing))).pages
    words = ["".join(page.extract_text().split()) for page in pages]
    assert len(words) == 2
    assert "违反廉洁自律规定的" in words[0]
    assert words[1].startswith("表A安全生产技术服务机构星级评定表（续）")


def rows_of(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("name", PAPERS)
def test_the_workbook_has_the_cells_of_the_paper(name: str) -> None:
    made = rows_of(table_a_sheet(PAPERS[name]))
    merged = {str(one) for one in made.merged_cells.ranges}
    begins = [row for row in range(1, made.max_row + 1) if made.cell(row, 1).value == "序号"]
    for begin, part in zip(begins, parts(PAPERS[name]), strict=True):
        for cell in part.cells:
            at = made.cell(begin + 1 + cell.row, cell.column + 1)
            if not cell.text:
                assert at.value is None or str(at.value).startswith("=IF(")
            elif isinstance(at.value, int | float):
                assert D(str(at.value)) == D(cell.text)
                assert cell.mark in at.number_format
            else:
                assert at.value == "\n".join(filter(None, (cell.text, cell.mark)))
            if (cell.rows, cell.columns) != (1, 1):
                end = made.cell(at.row + cell.rows - 1, at.column + cell.columns - 1)
                assert f"{at.coordinate}:{end.coordinate}" in merged
    assert str(made.page_setup.paperSize) == made.PAPERSIZE_A4
    assert [one.id for one in made.row_breaks.brk] == [begins[1] - 2]


def test_the_blank_workbook_adds_itself_up_once_all_is_filled_in() -> None:
    made = rows_of(table_a_sheet(None))
    (formula,) = [
        cell.value for row in made.iter_rows() for cell in row if str(cell.value).startswith("=")
    ]
    spans = formula.split("SUM(")[1].split(")")[0].split(",")
    cells = [cell for span in spans for (cell,) in made[span]]
    assert len(cells) == 25
    assert all(cell.value is None and cell.column == 6 for cell in cells)
    assert f"={len(cells)}," in formula


RISKY = (*HOSTILE.values(), "=1+1", "@SUM(A1)", "\x07控制\ud800符")


@pytest.mark.parametrize("words", RISKY)
def test_a_name_is_never_markup_nor_a_formula(words: str) -> None:
    named = replace(sheet(FAULTS), agency=words)
    said = "".join(one for one in words if one.isprintable() and not one.isspace())
    found = "".join(text_of(table_a(named, NOW)).split()).replace("\u200b", "")
    assert said in found
    cells = [cell for row in rows_of(table_a_sheet(named)).iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []


def test_no_word_of_ours_is_printed_as_a_box() -> None:
    """The font has a glyph for every character of every kept paper and of the templates."""
    font = ImageFont.truetype(str(next((FOLDER / "notosanssc").glob("*.ttf"))), 20)
    box = bytes(font.getmask("\U0010fffd"))
    assert bytes(font.getmask("😀")) == box
    assert bytes(font.getmask("安")) != box
    kept = "".join(one.read_text("utf-8") for one in PRINTED.parent.glob("*.txt"))
    templates = Path(__file__).parents[2] / "handlers" / "documents" / "templates"
    kept += "".join(one.read_text("utf-8") for one in templates.glob("*.typ"))
    missing = {
        one for one in set(kept) if not one.isspace() and bytes(font.getmask(one)) == box
    }
    assert missing == set()


def test_what_no_font_has_is_named_as_missing_and_rare_names_are_not() -> None:
    assert drawable("龘䶮𬭎𠮷㎡①≥°é") == "龘䶮𬭎𠮷㎡①≥°é"
    assert drawable("😀甲\u200b乙مر") == "〓甲\u200b乙〓〓"
    assert drawable("\ue863\U000f0000") == "〓〓"
    assert drawable("葛\U000e0100城\u3000e\u0301") == "葛\U000e0100城\u3000e\u0301"
    named = replace(sheet(FAULTS), agency="𠮷祥😀公司")
    assert "𠮷祥〓公司" in text_of(table_a(named, NOW))


def test_a_page_is_dark_on_white_and_keeps_its_margins() -> None:
    for page in table_a(PAPERS["table_a_open"], NOW).pages(nothing):
        shown = Image.open(io.BytesIO(page)).convert("L")
        margin = shown.crop((shown.width - 30, 0, shown.width, shown.height))
        assert set(margin.tobytes()) == {255}
        assert {255} < set(shown.tobytes())
        assert min(shown.tobytes()) < 60
