"""One form on several accounts: what is typed under a question answered elsewhere answers none."""

from handlers.formkit.events import Pressed, Typed
from handlers.turn import Turn
from storage.drafts import KeptDraft

ELSEWHERE = "这张表刚才在您的另一个账号上填过，您发的这句没有记下。现在问的是："
_AT_ANY_TIME = ("form.continue", "form.leave")


def answered_elsewhere(turn: Turn, kept: KeptDraft) -> bool:
    """Whether words were typed under a question of this draft that is no longer the one asked;
    that it was only looked at elsewhere changes nothing. A press says itself what it answers, and
    a photo is taken wherever it comes from."""
    if not isinstance(turn.event, Typed):
        return False
    choices = (turn.account.view or {}).get("choices", ())
    presses = (Pressed.parse(data) for _label, data in choices)
    mine = [one for one in presses if one and one.id == kept.id]
    shown = [one.revision for one in mine if one.action not in _AT_ANY_TIME]
    return bool(shown) and max(shown) < int(kept.state.get("moved", 0))
