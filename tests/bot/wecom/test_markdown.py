"""Nothing that anybody typed marks up what WeCom shows, and what is there stays readable."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.markdown import bold, clean, neutral
from bot.render import units

HOSTILE = st.text("*_`#>-+=~[]()<>|!\\&;:/. 1a\n\t 文，\u3000\u2028\r\u200b\ufeff", max_size=60)
ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&'+,=%]+")
STARTS = (
    r"(?: {4}|\t)\s*\S",
    r"\s*(?:#|>|[-+](?:\s|$)|[0-9]{1,9}[.)](?:\s|$))",
    r"\s*(?:=+\s*$|([-_=])\s*(?:\1\s*)+$)",
)
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def markup(text: str) -> list[str]:
    """What a reader of markdown, CommonMark or a sloppier one, would take for markup."""
    found = [sign for sign in "*`<[]|\\" if sign in text]
    found += ["~~"] if "~~" in text else []
    found += re.findall(r"&#?[0-9A-Za-z]+;", text)
    paired = re.findall(r"(?<![^\W_])_(?=\S).*?(?<=\S)_(?![^\W_])", text, re.DOTALL)
    for line in re.split(r"[\n\r\v\f\x85\u2028\u2029]", text):
        dropped = UNSEEN.sub("", line)
        found += (begun[0] for start in STARTS if (begun := re.match(start, dropped)))
    return [*found, *paired]


@pytest.mark.parametrize(
    "text",
    ["**粗**", "a\n- b", "1. 甲", "  > 引", "a\n===", "[x](https://a.cn)", "_斜_", "a | b", "&lt;",
     "\u200b# 题", "    码", "```\n码", "~~删~~", "---", "# 题", "+ 项"],
)  # fmt: skip
def test_the_tests_own_reader_knows_markup(text: str) -> None:
    assert markup(text)


@given(HOSTILE)
def test_nothing_typed_is_markup(text: str) -> None:
    assert markup(neutral(text)) == []
    title = bold(text)
    assert (title[:2], title[-2:]) == ("**", "**")
    assert markup(f"（{title[2:-2]}）") == []
    assert "\n" not in title


@given(st.text(max_size=80))
def test_no_text_at_all_is_markup_or_takes_more_than_three_bytes_a_unit(text: str) -> None:
    shown = neutral(text)
    assert markup(shown) == []
    assert len(shown.encode()) <= 3 * units(clean(text))


@given(HOSTILE)
def test_an_eye_reads_what_was_typed(text: str) -> None:
    def eye(text: str) -> str:
        folded = unicodedata.normalize("NFKC", text).replace("%7E", "~").replace("%5F", "_")
        return "".join(folded.split())

    assert eye(neutral(text)) == eye(clean(text))


OURS = st.from_regex(r"https://[a-z0-9.]{3,9}/[a-z]\?c=[A-Za-z0-9_\-]{6,24}", fullmatch=True)


@given(OURS, HOSTILE)
def test_an_address_leads_where_it_led(address: str, around: str) -> None:
    shown = neutral(f"{around.replace('http', '')} {address} 好")
    assert address in [one.replace("%5F", "_") for one in ADDRESS.findall(shown)]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("共3份，得4.5分（满分5分）", "共3份，得4.5分（满分5分）"),
        ("-1.5分", "-1.5分"),
        ("3~5次", "3～5次"),
        ("1. 甲\n2. 乙", "1． 甲\n2． 乙"),
        ("合同_2026.pdf", "合同_2026.pdf"),
        ("kQ7_ab-9_Zx 发给他", "kQ7_ab-9_Zx 发给他"),
        ("链接](https://a.cn", "链接］(https://a.cn"),
        ("=_", "=_"),
        ("C:\\账", "C:＼账"),
        ("　· 一项", "　· 一项"),
        ("\ufeff# 题\n \u200b> 引\n\u200d- 项", "＃ 题\n ＞ 引\n－ 项"),
        ("\u202e反过来\u200f", "反过来"),
        ("👨\u200d👩\u200d👧 一家", "👨\u200d👩\u200d👧 一家"),
    ],
)
def test_what_is_harmless_stays_and_the_rest_has_its_twin(said: str, shown: str) -> None:
    assert neutral(said) == shown
