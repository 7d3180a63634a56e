"""A client with everything in its file, for the tests of its papers."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image

from storage.agency import Agency
from storage.client import Client
from storage.contract import Contract
from storage.files import FileFolder, keep
from storage.follow_up import FollowUp
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit

FIRST = date(2026, 1, 6)


@dataclass
class Shelf:
    """Files as a test keeps them."""

    folder: FileFolder
    store: Store

    def photo(self, shade: int = 90) -> str:
        out = io.BytesIO()
        Image.new("RGB", (640, 480), (shade, 120, 160)).save(out, "JPEG")
        return self.file(out.getvalue(), "现场.jpg", "image/jpeg")

    def file(self, content: bytes, name: str, type: str) -> str:
        sha256 = self.folder.put(content)
        keep(self.store, sha256, name, type, len(content))
        return sha256

    def read(self, sha256: str) -> bytes | None:
        path = self.folder.path(sha256)
        return path.read_bytes() if path.exists() else None


def client_with(
    store: Store,
    shelf: Shelf,
    visits: int,
    words: str = "",
    agency: Agency | None = None,
    **of: Any,
) -> Client:
    """So many visits, on each a hazard with a photo; ``words`` stand wherever people write."""
    if agency is None:
        agency = store.add(Agency(name=words or "嘉兴安达安全技术有限公司", credit_code="x"))
    client = store.add(Client(agency_id=agency.id, **{"name": words or "秀城金属", **of}))
    whose: dict[str, Any] = {"agency_id": agency.id, "client_id": client.id}
    if not visits:
        return client
    photo = shelf.photo()
    store.add(
        Contract(
            **whose,
            signed_on=FIRST,
            content=words or "安全检查",
            visits=12,
            amount=Decimal(12000),
            scan=(photo,),
        )
    )
    for n in range(visits):
        day = FIRST + timedelta(days=n)
        visit = store.add(Visit(**whose, on=day, done=words or "检查配电间", photos=(photo,)))
        store.add(
            Hazard(
                **whose,
                visit_id=visit.id,
                place=words or "二楼配电间",
                description=words or "箱门未关",
                grade=Grade.MAJOR if n == 0 else Grade.GENERAL,
                advice=words or "立即清理",
                deadline=day + timedelta(days=7),
                photos=(photo,),
            )
        )
        store.add(SignedList(**whose, visit_id=visit.id, signed_on=day, signer=words or "王建国"))
    store.add(FollowUp(**whose, on=FIRST, way=words or "电话", outcome=words or "满意"))
    return client
