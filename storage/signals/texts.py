"""The same long text at several clients: of papers made for a client (A3), of records (A6)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from storage.candidates import Piece
from storage.signals.window import Held, Window

LONG = 60
"""Characters, without digits, signs and the client's name, from which on a text is long: what two
people would hardly write alike. The standard names no number."""

PAPERS = re.compile("责任制|规章制度|操作规程|应急预案|救援预案|演练方案|培训计划|教育计划")
_PLAIN = re.compile(r"[\W\d_]+")
QUOTED = 40


@dataclass(frozen=True)
class Copied:
    """``papers``: texts that tell of papers made for a client; ``records``: all others."""

    papers: tuple[Piece, ...]
    records: tuple[Piece, ...]


def copied(seen: Window) -> Copied:
    found: dict[str, list[tuple[Held, str]]] = defaultdict(list)
    for visit in seen.visits:
        for text in (visit.done or "", *visit.advice):
            told = core(text, visit.client)
            if len(told) >= LONG:
                found[told].append((visit, text))
    papers: list[Piece] = []
    records: list[Piece] = []
    for told, places in found.items():
        clients = len({visit.client_id for visit, _text in places})
        if clients > 1:
            listed = papers if PAPERS.search(told) else records
            listed.append(_piece(told, places, clients))
    return Copied(tuple(papers), tuple(records))


def core(text: str, client: str) -> str:
    """What is left of a text without what differs from client to client anyway."""
    return _PLAIN.sub("", text.replace(client, ""))


def _piece(told: str, places: list[tuple[Held, str]], clients: int) -> Piece:
    """Told again, as new, when as many clients again have it."""
    mark = f"text:{sha256(told.encode()).hexdigest()[:16]}.{clients.bit_length()}"
    first = list(_one_each([visit for visit, _text in places]))[:2]
    quoted = " ".join(places[0][1].split())
    said = quoted if len(quoted) <= QUOTED else f"{quoted[:QUOTED]}…"
    named = "、".join(visit.words for visit in first)
    more = "等" if clients > len(first) else ""
    told_of = f"{clients}家文字相同：“{said}”，{named}{more}"
    return ",".join([mark, *(visit.ref for visit in first)]), told_of


def _one_each(visits: list[Held]) -> Iterator[Held]:
    seen: set[str] = set()
    for visit in visits:
        if visit.client_id not in seen:
            seen.add(visit.client_id)
            yield visit
