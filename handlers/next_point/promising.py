"""From what could be done to what it brings: each way scored, alone or with others of its item."""

from collections.abc import Iterable
from itertools import permutations

from handlers.next_point.look import Look, Offer, Promise, When, way
from handlers.turn import Turn
from scoring.next_point import gain_of

TOGETHER = "这几件扣在同一项里，都做到才能全部得回。"


def promised(seen: Look, offers: list[Offer]) -> list[Promise]:
    """Those that bring points: what can be done now first, then most points, then least effort.
    Where one alone brings nothing, because another deduction takes the same points, the ways of
    that item are offered together."""
    alone = {one.way.name: _promise(seen, one) for one in offers}
    found = [one for one in alone.values() if one]
    for idle in _by_item(one for one in offers if not alone[one.way.name]):
        again = idle[0].decided
        same = [one for one in offers if (one.item, one.decided) == (idle[0].item, again)]
        joint = _soonest(seen, same) if len(same) > 1 else None
        apart = [one.gain.all.points for one in found if one.offer in same]
        if joint and joint.gain.all.points > sum(apart):
            found.append(joint)
    order = list(When)
    return sorted(
        found,
        key=lambda one: (
            order.index(one.offer.when),
            -one.gain.all.most,
            -one.gain.all.least,
            one.gain.all.fixes,
        ),
    )


def _soonest(seen: Look, parts: list[Offer]) -> Promise | None:
    """The order of the parts in which the fewest steps bring the first points."""
    orders = (_promise(seen, _joint(list(order))) for order in permutations(parts))
    found = [one for one in orders if one]
    return min(found, key=lambda one: (one.gain.first.fixes, one.gain.all.fixes), default=None)


def _promise(seen: Look, offer: Offer) -> Promise | None:
    facts = seen.sheet.facts if offer.decided else seen.sheet.records
    settle = dict if offer.decided else seen.settle
    gain = gain_of(facts, offer.way, settle, seen.sheet.edition)
    return Promise(offer, gain) if gain else None


def _by_item(offers: Iterable[Offer]) -> list[list[Offer]]:
    groups: dict[tuple[int, bool], list[Offer]] = {}
    for one in offers:
        groups.setdefault((one.item, one.decided), []).append(one)
    return list(groups.values())


def _joint(parts: list[Offer]) -> Offer:
    """Several ways of an item as one; each record opens where its own part is done."""

    def open_part(turn: Turn, subject: str) -> None:
        for part in parts:
            if subject in {fix.subject for fix in part.way.fixes}:
                return part.open(turn, subject)

    slow = any(part.when is When.TIME for part in parts)
    first = parts[0]
    again = "again." if first.decided else ""
    return Offer(
        way(f"{again}item{first.item}", [fix for part in parts for fix in part.way.fixes]),
        first.item,
        When.TIME if slow else When.NOW,
        "，".join(part.act.format(len(part.way.fixes)) for part in parts),
        "件",
        "".join([TOGETHER, *dict.fromkeys(part.words for part in parts)]),
        open_part,
        max((part.by for part in parts if part.by), default=None),
        decided=first.decided,
    )
