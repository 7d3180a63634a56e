"""A word to somebody who did not ask: queued in the unit that has cause for it."""

from collections.abc import Iterable

from storage import outbox
from storage.account import Account, account_of, accounts_of, mark_unreachable
from storage.letters import ViewBody
from storage.outbox import Letter, Urgency
from storage.store import Store

PULLED = frozenset({"web"})
"""Channels that show a message only to who opens them: used where there is no other."""


CHANNEL_NAMES = {"web": "网页", "telegram": "Telegram", "wecom": "企业微信"}


EVERYWHERE = "everywhere:"
"""How the key of a letter begins that every account of a person gets."""


def reached_at(store: Store, person_id: str) -> Account | None:
    """The account last used that can push; else one that shows what waits when it is opened."""
    open_ones = [a for a in accounts_of(store, person_id) if a.unreachable_at is None]
    pushing = [account for account in open_ones if account.channel not in PULLED]
    return next(iter(pushing or open_ones), None)


def tell(store: Store, people: Iterable[str], view: ViewBody, key: str) -> list[Letter]:
    """One letter to each of these people (ids), on the account that reaches them; who has none is
    left out. ``key`` names the occasion: nobody is told twice of the same. The view keeps whatever
    its reader is doing: it never replaces what may be typed next."""
    letters = []
    for person_id in dict.fromkeys(people):
        account = reached_at(store, person_id)
        if account is None or outbox.known(store.connection, f"{key}:{person_id}"):
            continue
        letters.append(
            outbox.post(
                store.connection,
                key=f"{key}:{person_id}",
                channel=account.channel,
                account=account.external_id,
                urgency=Urgency.NOTICE,
                payload={"views": [view]},
                now=store.now,
            )
        )
    return letters


def tell_everywhere(
    store: Store, person_id: str, view: ViewBody, key: str, *, but: Account | None = None
) -> list[Letter]:
    """One letter to each open account of a person but one: of what touches their accounts, they are
    to read wherever they look first."""
    return [
        outbox.post(
            store.connection,
            key=f"{EVERYWHERE}{key}:{account.id}",
            channel=account.channel,
            account=account.external_id,
            urgency=Urgency.NOTICE,
            payload={"views": [view]},
            now=store.now,
        )
        for account in accounts_of(store, person_id)
        if account.unreachable_at is None and (but is None or account.id != but.id)
    ]


def unreached(store: Store, channel: str, account: str, seq: int | None) -> Letter | None:
    """An account refused a letter (the bot is blocked there, its person left): notices go elsewhere
    until they write again, and so does this one, which nobody has read yet."""
    mark_unreachable(store, channel, account)
    refused = outbox.letter(store.connection, seq) if seq is not None else None
    if refused is None or refused.urgency is Urgency.REPLY or refused.key.startswith(EVERYWHERE):
        return None
    whose = account_of(store, channel, account)
    other = reached_at(store, whose.person_id) if whose and whose.ended_at is None else None
    if other is None or outbox.known(store.connection, f"{refused.key}>{other.id}"):
        return None
    return outbox.post(
        store.connection,
        key=f"{refused.key}>{other.id}",
        channel=other.channel,
        account=other.external_id,
        urgency=Urgency.NOTICE,
        payload=refused.payload,
        now=store.now,
    )
