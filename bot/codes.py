"""What lets somebody in by what they typed or pasted: a link's code, an invitation's code.

Where no address opens a messenger, a code is copied by hand, often with the words around it."""

import re
import unicodedata

from handlers.formkit.events import Event, Typed
from storage.account import CODE_LENGTH, Invitation, hashed
from storage.link import Link, Purpose
from storage.organisation import Role, memberships
from storage.person import Person
from storage.store import Store
from storage.ways import LETTERS

_PURPOSES = {letter: purpose for purpose, letter in LETTERS.items()}
_LETTER = f"[{''.join(_PURPOSES)}]"
_CHAR = "[A-Za-z0-9_-]"
_CODE = f"{_CHAR}{{{CODE_LENGTH}}}"
_START = r"/start(?:@\w+)?\s+"

_LINK = re.compile(f"(?:{_START})?({_LETTER})-({_CODE})")
_BROKEN_LINK = re.compile(f"({_LETTER})-({_CHAR}{{8,64}})")
_LINK_INSIDE = re.compile(f"(?<!{_CHAR})({_LETTER})[-/]({_CODE})(?!{_CHAR})")
_STARTED = re.compile(f"{_START}({_CHAR}{{8,64}})")
_ALONE = re.compile(_CODE)
_INSIDE = re.compile(f"(?<!{_CHAR}){_CODE}(?!{_CHAR})")

LONGEST = 2000
MOST = 8
"""Codes that are looked up of what was pasted: a message that was passed on holds one or two."""


def link_in(store: Store, event: Event, known: Person | None) -> tuple[Purpose, str] | None:
    """The purpose and the code of ``s-CODE``, alone or after ``/start``; from who may be a client's
    contact also a link within what was passed on to them, if it is one of ours. An agency's staff
    only pass such words on."""
    said = _said(event)
    found = _LINK.fullmatch(said) or (known is None and _BROKEN_LINK.fullmatch(said)) or None
    if found:
        return _PURPOSES[found[1]], found[2]
    inside = dict.fromkeys((_PURPOSES[one[1]], one[2]) for one in _LINK_INSIDE.finditer(said))
    if not inside or not (known is None or _stands_for_client(store, known)):
        return None
    ours = [one for one in list(inside)[:MOST] if _is_link(store, *one)]
    return ours[0] if len(ours) == 1 else None


def invitation_in(store: Store, event: Event, known: Person | None) -> str | None:
    """The code of ``/start CODE``, or the code alone: whatever a stranger tries, and what is an
    invitation of ours from somebody known, whose answers must not be mistaken for one. A stranger
    may paste the whole message that the code came in."""
    said = _said(event)
    if found := _STARTED.fullmatch(said):
        return found[1]
    if _ALONE.fullmatch(said):
        return said if known is None or _is_invitation(store, said) else None
    if known is not None:
        return None
    inside = list(dict.fromkeys(_INSIDE.findall(said)))[:MOST]
    ours = [code for code in inside if _is_invitation(store, code)]
    return ours[0] if len(ours) == 1 else None


def _stands_for_client(store: Store, person: Person) -> bool:
    return any(one.role is Role.CLIENT for one in memberships(store, person.id))


def _said(event: Event) -> str:
    """In plain letters: a keyboard or a messenger may have made them wide."""
    said = event.text if isinstance(event, Typed) else ""
    return unicodedata.normalize("NFKC", said).strip() if len(said) <= LONGEST else ""


def _is_link(store: Store, purpose: Purpose, code: str) -> bool:
    return bool(store.find(Link, code_hash=hashed(code), purpose=purpose))


def _is_invitation(store: Store, code: str) -> bool:
    return bool(store.find(Invitation, code_hash=hashed(code)))
