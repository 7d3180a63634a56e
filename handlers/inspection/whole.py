"""The inspection as a whole: the grid, the review, a pause, and the card of a submission."""

from handlers.inspection import overview, submit
from handlers.inspection.sitting import Outdated, Sitting
from storage.card import versions
from storage.evidence import labels

CHANGED = "评定内容刚有变化，请看过再提交。"


def jump(at: Sitting) -> None:
    at.turn.say(overview.jump_view(at.desk, at.number))


def review(at: Sitting, said: str = "") -> None:
    cards = versions(at.turn.store, at.desk.inspection.id)
    changed = submit.changed_since(at.desk, cards)
    refs = dict.fromkeys(d.case_ref for d in at.desk.sheet.decisions if d.case_ref)
    named = labels(at.turn.store, refs)
    at.turn.say(overview.review_view(at.desk, cards, changed, named, said))


def pause(at: Sitting) -> None:
    """Keep the place; everything decided is kept already."""
    at.turn.store.revise(at.desk.inspection, at_item=at.number)
    at.turn.say(overview.paused_view(at.desk, at.number))


def submit_(at: Sitting) -> None:
    """Freeze a card, once for each version however often the button is tapped."""
    store, version = at.turn.store, at.args[0]
    cards = versions(store, at.desk.inspection.id)
    made = next((card for card in cards if card.version == version), None)
    if made is None and (at.mark != at.desk.mark() or version != len(cards) + 1):
        at.turn.toast(CHANGED)
        return review(at, CHANGED)
    if made is None and overview.waits(at.desk):
        raise Outdated
    card = made or submit.submit(store, at.desk)
    at.turn.say(overview.submitted_view(at.desk, card))
