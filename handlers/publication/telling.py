"""Publishing tells every agency its own result, on the accounts of its own people."""

from collections.abc import Sequence
from zlib import crc32

from scoring.values import plain
from storage.columns import canonical
from storage.cycle import Participation
from storage.letters import ViewBody
from storage.organisation import Role, people_with
from storage.publication import Publication
from storage.publishing import Prospect, publish
from storage.store import Store
from storage.telling import tell

MARKS = 10**7


def mark(found: Sequence[Prospect]) -> int:
    """A fingerprint of what would be published: a press carries the one that was on screen."""
    shown = [[p.participation.id, p.card and p.card.id, p.bands and p.bands.id] for p in found]
    return crc32(canonical(shown).encode()) % MARKS


def make_public(store: Store, part: Participation, grounds: str | None = None) -> Publication:
    """Publish and tell the agency's people. Raises ``storage.publishing.NotReady``."""
    made = publish(store, part, grounds)
    people = [
        person.id
        for role in (Role.PRINCIPAL, Role.AGENCY)
        for person in people_with(store, role, part.agency_id)
    ]
    tell(store, people, letter(made), f"published:{made.id}")
    return made


def letter(made: Publication) -> ViewBody:
    page = made.shown
    head = "评定结果已更正公布" if made.version > 1 else "评定结果已公布"
    lines = [
        page["agency"],
        f"{page['cycle']}：{page['total']}分，{page['stars']}",
        f"公告编号{made.number}，{made.published_on.isoformat()}公布（第{made.version}版）",
    ]
    if before := page["before"]:
        lines.append(f"原公布：{before['total']}分，{before['stars']}")
        lines.append(f"更正理由：{page['reason']}")
    return {
        "title": head,
        "text": "\n".join(lines),
        "rows": [
            [
                ["看公告", f"res.of:{made.number}:0"],
                ["结果通知书", f"pap.result_notice:{made.id}:0"],
            ]
        ],
        "numbered": True,
    }


def say_result(made: Publication) -> str:
    return f"{plain(made.total)}分 {made.stars}"
