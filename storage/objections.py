"""Telling an agency of its card, its objections to it, and who may rule on them: until when, once.

Of one inspection the newest disclosure counts. A correction that a ruling brings goes on under the
same disclosure; any other new version of the card has to be disclosed anew.
"""

from datetime import date, timedelta

from sqlalchemy import exists, func, select

from storage.card import Card, open_items, versions
from storage.inspecting import inspected
from storage.inspection import Inspection
from storage.objection import Disclosure, Objection, Ruling
from storage.store import Store


class NotNow(Exception):
    """What was asked can't be done as things stand; the sentence says why."""


def objections_on(store: Store, inspection_id: str) -> list[Objection]:
    """Every objection to an inspection's cards, the oldest first."""
    return store.find(Objection, inspection_id=inspection_id)


def open_objections(store: Store, inspection_id: str) -> list[Objection]:
    """Those that nobody has ruled on."""
    return store.find(Objection, inspection_id=inspection_id, ruling=None)


def disclosure_of(store: Store, inspection_id: str) -> Disclosure | None:
    """The newest disclosure of an inspection's card; None before the first."""
    found = store.find(Disclosure, inspection_id=inspection_id, order="-id", limit=1)
    return found[0] if found else None


def told_last(store: Store, agency_id: str) -> Disclosure | None:
    """What an agency was told last, of whatever cycle: a result of one may still be objected to
    when the next has begun."""
    found = store.find(Disclosure, agency_id=agency_id, order="-id", limit=1)
    return found[0] if found else None


def may_object(disclosure: Disclosure, day: date) -> bool:
    """Whether the agency can still object: its days run, and it has not said that it won't."""
    return disclosure.accepted_at is None and day <= disclosure.until


def why_undisclosed(store: Store, inspection_id: str) -> str | None:
    """What keeps the newest card from being shown to its agency now; None: nothing does."""
    found = versions(store, inspection_id)
    if not found:
        return "评定人员还没有提交评定结果。"
    if open_items(found[0]):
        return "提交的评定结果还没有评完。"
    shown = disclosure_of(store, inspection_id)
    if shown is not None and shown.card_id == found[0].id:
        return f"第{found[0].version}版已于{shown.opened_on}告知机构。"
    return None


def undisclosed(store: Store, cycle_id: str) -> list[str]:
    """The ids of the newest cards of a cycle's inspections that no agency has been shown."""
    made, card, told = Inspection.table.c, Card.table, Disclosure.table.c
    latest = (
        select(func.max(made.id))
        .where(made.cycle_id == cycle_id, made.blind.is_(False), made.withdrawn_at.is_(None))
        .group_by(made.participation_id)
    )
    later = card.alias()
    newer = later.c.inspection_id == card.c.inspection_id, later.c.version > card.c.version
    rows = store.connection.execute(
        select(card.c.id)
        .where(
            card.c.inspection_id.in_(latest),
            ~exists().where(*newer),
            ~exists().where(told.card_id == card.c.id, told.withdrawn_at.is_(None)),
        )
        .order_by(card.c.id)
    )
    return [row.id for row in rows]


def disclose(store: Store, card: Card, days: int) -> Disclosure:
    """Show a card to its agency for so many days after today. Raises ``NotNow``."""
    shown = disclosure_of(store, card.inspection_id)
    if shown is not None and shown.card_id == card.id:
        return shown
    if wrong := why_undisclosed(store, card.inspection_id):
        raise NotNow(wrong)
    if versions(store, card.inspection_id)[0].id != card.id:
        raise NotNow("评定人员已经提交了新的一版，请告知新的一版。")
    return store.add(
        Disclosure(
            agency_id=card.agency_id,
            inspection_id=card.inspection_id,
            card_id=card.id,
            opened_on=store.today,
            until=store.today + timedelta(days=days),
        )
    )


def accept(store: Store, disclosure: Disclosure, person_id: str) -> Disclosure:
    """无异议, before the days are over. Raises ``NotNow``."""
    if disclosure.accepted_at is not None:
        return disclosure
    _current(store, disclosure)
    if open_objections(store, disclosure.inspection_id):
        raise NotNow("还有异议没有处理；要改为无异议，请先撤回异议。")
    return store.revise(disclosure, accepted_at=store.now, accepted_by=person_id)


def hindrance(store: Store, disclosure: Disclosure, rule: str) -> str | None:
    """Why this deduction can't be objected to now; None: it can."""
    try:
        _current(store, disclosure)
    except NotNow as wrong:
        return str(wrong)
    made = store.find(Objection, inspection_id=disclosure.inspection_id, rule=rule)
    of_this = [one for one in made if one.ruling is None or one.disclosure_id == disclosure.id]
    if of_this:
        return f"{rule} 这项扣分已经提过异议（{of_this[0].number}），不用再提。"
    return None


def raise_objection(
    store: Store,
    disclosure: Disclosure,
    item: int,
    rule: str,
    words: str,
    person_id: str,
    *,
    cases: tuple[str, ...] = (),
    files: tuple[str, ...] = (),
) -> Objection:
    """提出异议 to one deduction, once under a disclosure. Raises ``NotNow``."""
    if wrong := hindrance(store, disclosure, rule):
        raise NotNow(wrong)
    return store.add(
        Objection(
            agency_id=disclosure.agency_id,
            inspection_id=disclosure.inspection_id,
            disclosure_id=disclosure.id,
            card_id=disclosure.card_id,
            item=item,
            rule=rule,
            cases=cases,
            words=words,
            files=files,
            raised_by=person_id,
            raised_on=store.today,
        )
    )


def take_back(store: Store, objection: Objection) -> Objection:
    """撤回, while nobody has ruled. Raises ``NotNow``."""
    if objection.ruling is not None:
        raise NotNow("这条异议已经处理，不能撤回。")
    return store.withdraw(objection, reason="机构撤回异议")


def why_no_judge(store: Store, objection: Objection, person_id: str) -> str | None:
    """Why somebody may not rule on an objection; None: they may."""
    inspection = store.get(Inspection, objection.inspection_id)
    assert inspection is not None
    return inspected(store, inspection.participation_id, objection.agency_id, person_id)


def rule(
    store: Store,
    objection: Objection,
    ruling: Ruling,
    grounds: str,
    person_id: str,
    settled: Card | None = None,
) -> Objection:
    """Settle an objection, once; ``settled`` is the card that an upheld one has corrected: the
    disclosure goes on for it if it was the newest card that was disclosed. Raises ``NotNow``."""
    if objection.withdrawn_at is not None:
        raise NotNow("机构已经撤回这条异议。")
    if objection.ruling is not None:
        raise NotNow("这条异议已经处理过了。")
    # Who has just corrected the card has written in it, and was asked before that.
    corrected = settled is not None and settled.entered_by == person_id
    if not corrected and (wrong := why_no_judge(store, objection, person_id)):
        raise NotNow(wrong)
    shown = disclosure_of(store, objection.inspection_id)
    if settled is not None and shown is not None and shown.card_id != settled.id:
        before = [c for c in versions(store, settled.inspection_id) if c.version < settled.version]
        if before and before[0].id == shown.card_id:
            store.revise(shown, reason=f"异议{objection.number}成立", card_id=settled.id)
    return store.revise(
        objection,
        reason=grounds,
        ruling=ruling,
        ruled_by=person_id,
        ruled_on=store.today,
        grounds=grounds,
        settled_card_id=settled.id if settled is not None else None,
    )


def _current(store: Store, disclosure: Disclosure) -> None:
    """Raises ``NotNow`` where a disclosure takes no more answers."""
    newest = disclosure_of(store, disclosure.inspection_id)
    if newest is None or newest.id != disclosure.id:
        raise NotNow("评定结果已经重新告知，请看新的一版。")
    if disclosure.accepted_at is not None:
        raise NotNow("本单位已经表示无异议，不能再提。")
    if store.today > disclosure.until:
        raise NotNow(f"提出异议的期限到{disclosure.until}为止，已经过了。")
