"""One client's originals as packages: safe names, an index page, and the file as one PDF."""

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from handlers.documents.typeset import Bytes
from handlers.formkit.wording import cut
from storage.dossier import Dossier
from storage.files import StoredFile
from storage.store import ZONE

PACKAGE = 18 * 1024 * 1024
"""Bytes in one package: what any messenger takes (企业微信 20 MB), with room for the index."""
NAME_LIMIT = 60
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
"""A file ends as its kind says, never as its sender did."""
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


@dataclass(frozen=True)
class Original:
    """A stored file where it stands in the package; ``label`` says what it is."""

    sha256: str
    folder: str
    label: str
    path: str = ""
    size: int = 0


def originals(dossier: Dossier, known: Mapping[str, StoredFile]) -> list[Original]:
    """Every file of a client by kind, under names that are safe and all different."""
    taken: set[str] = set()
    made = []
    for one in _listed(dossier):
        file = known.get(one.sha256)
        ending = ENDINGS.get(file.type, ".bin") if file else ".bin"
        path = _only(f"{one.folder}/{safe(one.label)}", ending, taken)
        made.append(replace(one, path=path, size=file.size if file else 0))
    return made


def _listed(dossier: Dossier) -> Iterator[Original]:
    on = {visit.id: visit.on for visit in dossier.visits}
    for contract in dossier.contracts:
        yield from _of(contract.scan, "1 服务合同", f"{contract.signed_on} {contract.number}")
    for visit in dossier.visits:
        yield from _of(visit.photos, "2 服务记录", f"{visit.on} {visit.number} 现场")
    for hazard in dossier.hazards:
        head = f"{on[hazard.visit_id]} {hazard.number} {cut(hazard.place, 20)}"
        yield from _of(hazard.photos, "3 隐患与整改", f"{head} 隐患")
        yield from _of(hazard.rectified_photos, "3 隐患与整改", f"{head} 整改后")
        yield from _of(hazard.recheck_photos, "3 隐患与整改", f"{head} 复查")
    for signed in dossier.signatures:
        yield from _of(signed.photos, "4 清单签收", f"{signed.signed_on} {signed.number}")
    for call in dossier.follow_ups:
        yield from _of(call.photos, "5 服务回访", f"{call.on} {call.number}")


def _of(files: Iterable[str] | None, folder: str, label: str) -> Iterator[Original]:
    for number, sha256 in enumerate(files or (), 1):
        yield Original(sha256, folder, f"{label} {number}")


def safe(name: str) -> str:
    """A name that every system takes as one name: no way out of its folder, nothing invisible."""
    kept = "".join(c if _plain(c) else " " for c in unicodedata.normalize("NFC", name))
    short = cut(kept, NAME_LIMIT).strip(" .")
    return f"_{short}" if not short or _RESERVED.match(short) else short


def _plain(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ" and character not in '/\\:*?"<>|'


def _only(stem: str, ending: str, taken: set[str]) -> str:
    """A path that no other has, not even in capital letters."""
    path, n = f"{stem}{ending}", 2
    while path.casefold() in taken:
        path, n = f"{stem} ({n}){ending}", n + 1
    taken.add(path.casefold())
    return path


def shares(
    files: list[Original], limit: int = PACKAGE, papers: int = 0
) -> list[list[Original]]:
    """The files in as few packages as hold them in their order; at least one, which holds as many
    bytes of ``papers`` too."""
    made: list[list[Original]] = [[]]
    size = papers
    for one in files:
        if size and size + one.size > limit:
            made.append([])
            size = 0
        made[-1].append(one)
        size += one.size
    return made


def package(
    share: list[Original], read: Bytes, papers: Mapping[str, bytes], title: str, at: datetime
) -> bytes:
    """A zip of originals with what was made beside them, and an index page that opens each."""
    out, when = io.BytesIO(), at.astimezone(ZONE).timetuple()[:6]
    missing = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for one in share:
            content = read(one.sha256)
            if content is None:
                missing.add(one.path)
            else:
                made.writestr(zipfile.ZipInfo(one.path, when), content)
        for name, paper in papers.items():
            made.writestr(zipfile.ZipInfo(name, when), paper)
        page = index(share, list(papers), missing, title)
        made.writestr(zipfile.ZipInfo("目录.html", when), page.encode())
    return out.getvalue()


def index(share: list[Original], papers: list[str], missing: set[str], title: str) -> str:
    """The page one opens first. Nothing in it runs or loads."""
    rows = [f"<p>{_link(name, name)}</p>" for name in papers]
    folder = ""
    for one in share:
        if one.folder != folder:
            folder = one.folder
            rows.append(f"<h2>{html.escape(folder)}</h2>")
        gone = one.path in missing
        said = f"{html.escape(one.label)}（原件缺失）" if gone else _link(one.path, one.label)
        rows.append(f"<p>{said}</p>")
    if not share:
        rows.append("<p>这一家还没有上传过照片和文件。</p>")
    head = html.escape(title)
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{head}</title><style>body{{font-family:sans-serif;margin:2em;line-height:1.8}}"
        f"</style><h1>{head}</h1>{''.join(rows)}</html>"
    )


def _link(path: str, label: str) -> str:
    return f'<a href="{quote(path)}">{html.escape(label)}</a>'
