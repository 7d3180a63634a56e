"""The public pages of published results: they say what was frozen, and nothing by who asks."""

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

from bot.channels.webchat.guests.markup import day, facts, note
from bot.channels.webchat.guests.seams import Announcements, Result

TITLE = "评定结果公布"
NOTHING = "还没有公布评定结果。公布后，这里可以看到各机构的星级和得分。"
WHAT = "这里只公布机构的星级、总分和各项得分，不公布委托单位、隐患和人员的信息。"


def list_page(found: Announcements) -> str:
    """The body of ``/r``."""
    head = f"<h1>{TITLE}</h1>"
    if not found.cycle:
        return head + note(NOTHING, "lead")
    rows = "".join(
        f"<li><a href='/r/{escape(one.number)}'><span class='agency'>{escape(one.agency)}</span>"
        f"<span class='worth'><strong>{escape(one.stars)}</strong>{escape(one.total)}分</span>"
        "</a></li>"
        for one in found.rows
    )
    said = f"{found.cycle}：已公布{found.total}家，按得分从高到低。"
    return head + note(said, "lead") + f"<ul class='results'>{rows}</ul>" + _ways(found)


def _ways(found: Announcements) -> str:
    at = escape(found.cycle_id)
    ways = [
        (f"/r?cycle={at}&amp;page={page}", label)
        for label, page in (("上一页", found.page - 1), ("下一页", found.page + 1))
        if 0 <= page <= found.last
    ]
    ways += [(f"/r?cycle={escape(id)}", escape(name)) for id, name in found.others]
    return _links(ways) + note(WHAT)


def _links(ways: Iterable[tuple[str, str]]) -> str:
    shown = "".join(f"<a href='{address}'>{label}</a>" for address, label in ways)
    return f"<nav class='ways'>{shown}</nav>" if shown else ""


def result_page(found: Result) -> str:
    """The body of ``/r/NUMBER``."""
    page = found.shown
    before = page["before"]
    stars, total = escape(page["stars"]), escape(f"{page['total']} / {page['possible']} 分")
    return (
        f"<h1>{escape(page['agency'])}</h1>{_later(found)}"
        f"<section class='stars'><p>{escape(page['cycle'])}</p><strong>{stars}</strong>"
        f"<p class='total'>{total}</p></section>"
        + _points(page)
        + facts(
            ("评定标准", page["edition"]),
            ("星级标准", _bands(page)),
            ("公布日期", _day(page["published_on"])),
            ("公告编号", f"{page['number']}（第{page['version']}版）"),
            ("原公布", f"{before['total']}分，{before['stars']}" if before else ""),
            ("更正理由", page["reason"]),
        )
        + _links([*_versions(found), ("/r", "全部公布的结果")])
        + note(WHAT)
    )


def _later(found: Result) -> str:
    if not found.newest:
        return ""
    link = f"<a href='/r/{escape(found.newest)}'>更正后的结果</a>"
    return f"<p class='void'>这是原来公布的一版，已经更正，请看{link}。</p>"


def _points(page: Mapping[str, Any]) -> str:
    rows = []
    for section in page["sections"]:
        rows.append(_row("section", section["name"], section))
        for item in page["items"]:
            if item["section"] == section["name"]:
                lost = "lost" if item["points"] != item["possible"] else "whole"
                rows.append(_row(lost, f"{item['number']}. {item['title']}", item))
    return f"<table class='points'><tbody>{''.join(rows)}</tbody></table>"


def _row(kind: str, name: str, worth: Mapping[str, Any]) -> str:
    points = escape(f"{worth['points']} / {worth['possible']}")
    return f"<tr class='{kind}'><th scope='row'>{escape(name)}</th><td>{points}</td></tr>"


def _bands(page: Mapping[str, Any]) -> str:
    return "\n".join(f"{b['name']} {b['least']}–{b['most']}分" for b in page["bands"])


def _day(text: str) -> str:
    return day(date.fromisoformat(text))


def _versions(found: Result) -> list[tuple[str, str]]:
    own = found.shown["number"]
    return [
        (f"/r/{escape(number)}", f"第{version}版")
        for number, version in found.versions
        if number != own
    ]
