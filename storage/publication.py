"""Star bands, and the results that were published with them: each one frozen."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from storage.entity import Key, Record, stored


@stored("star_bands", "星级标准", "XJ", ("cycle_id", "version"))
class StarBands(Record):
    """The stars of a cycle (the standard sets none): ``bands`` has under ``list`` one
    ``{"name", "least", "most"}`` a band, decimals as text. ``example``: only to show how it looks
    (示例), not set by a supervisor. A newer version leaves what was published as it is."""

    cycle_id: Annotated[str, Key("cycle")]
    version: int
    bands: dict[str, Any]
    example: bool = False
    grounds: str | None = None


@stored("publication", "评定结果公布", "GB", ("agency_id",), ("cycle_id", "agency_id", "version"))
class Publication(Record):
    """The published result of one agency: never changed; a correction is the next ``version`` with
    its reason (``grounds``). ``shown`` is exactly what the public page says."""

    agency_id: Annotated[str, Key("agency")]
    cycle_id: Annotated[str, Key("cycle")]
    card_id: Annotated[str, Key("card")]
    bands_id: Annotated[str, Key("star_bands")]
    version: int
    total: Decimal
    stars: str
    shown: dict[str, Any]
    published_on: date
    grounds: str | None = None
