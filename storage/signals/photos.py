"""The same photo at two visits (A6), the same paper at two clients (A3)."""

from collections import defaultdict

from sqlalchemy import select

from storage.candidates import Piece
from storage.files import files
from storage.signals.window import Held, Window
from storage.store import Store

SHOWN = 3
CHUNK = 500


def repeated(store: Store, seen: Window) -> tuple[list[Piece], list[Piece]]:
    """What is a paper and stands at two clients; what is a picture and stands at two visits."""
    places: dict[str, list[Held]] = defaultdict(list)
    for visit in seen.visits:
        for sha256 in visit.photos:
            places[sha256].append(visit)
    twice = {sha256: found for sha256, found in places.items() if len(found) > 1}
    pictures = _pictures(store, list(twice))
    papers, photos = [], []
    for sha256, found in twice.items():
        if sha256 in pictures:
            photos.append(_piece(sha256, found, "同一张照片"))
        elif len({one.client_id for one in found}) > 1:
            papers.append(_piece(sha256, found, "同一份文件"))
    return papers, photos


def _piece(sha256: str, found: list[Held], what: str) -> Piece:
    named = "、".join(one.words for one in found[:SHOWN])
    more = "等" if len(found) > SHOWN else ""
    refs = ",".join([f"file:{sha256}", *sorted(one.ref for one in found)])
    return refs, f"{what}用在{len(found)}次服务：{named}{more}"


def _pictures(store: Store, names: list[str]) -> set[str]:
    """Those that are no paper; what is not known is taken for a picture."""
    papers: set[str] = set()
    for at in range(0, len(names), CHUNK):
        some = names[at : at + CHUNK]
        wanted = select(files.c.sha256).where(
            files.c.sha256.in_(some), ~files.c.type.startswith("image/")
        )
        papers |= set(store.connection.scalars(wanted))
    return set(names) - papers
