"""The demo's camera: each recent visit has a photo of its own, saying when and where."""

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time

from PIL import Image

from bot.demo.paper import site_photo
from storage.files import Files
from storage.store import Store
from storage.taking import keep_taken, take

SITES = 8
CITY = (30.746, 120.755)
"""Jiaxing, in degrees north and east."""


@dataclass
class Camera:
    """Photos are taken in turn at a few sites; no two are the same."""

    folder: Files
    taken: int = 0
    _sites: list[Image.Image] = field(default_factory=list)

    def shoot(self, store: Store, day: date, at: time) -> str:
        if not self._sites:
            drawn = (io.BytesIO(site_photo(n)) for n in range(SITES))
            self._sites = [Image.open(one).convert("RGB") for one in drawn]
        self.taken += 1
        out = io.BytesIO()
        site = self._sites[self.taken % SITES]
        site.save(out, "JPEG", quality=82, exif=self._note(datetime.combine(day, at)))
        kept = take(self.folder, out.getvalue(), f"现场照片{self.taken}.jpg")
        keep_taken(store, kept)
        return kept.sha256

    def _note(self, at: datetime) -> Image.Exif:
        """What a camera writes beside the picture."""
        exif = Image.Exif()
        # Seconds from the count: photos of one minute differ too.
        exif.get_ifd(0x8769)[0x9003] = f"{at:%Y:%m:%d %H:%M}:{self.taken % 60:02}"
        gps = exif.get_ifd(0x8825)
        north, east = (degrees + self.taken * 7919 % 100 / 2500 for degrees in CITY)
        gps[1], gps[2], gps[3], gps[4] = "N", (north, 0.0, 0.0), "E", (east, 0.0, 0.0)
        return exif
