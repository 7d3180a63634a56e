"""The inspectors' decisions laid over what the records say: what counts, and what is confirmed.

A decision answers what the records said when it was made (``suggested``), and records go on
changing: the window grows, an upload is entered, a visit is withdrawn. So:

- What is seen on site or was only declared (自报) is, once an inspector has looked, what the
  inspector said, whatever the profile says later.
- Records that are silent contradict nothing: an inspector's answer stands.
- A list of cases set by an inspector is a word on each case: what they left out of the records'
  list is rejected and stays rejected, what they put in is added, the rest follows the records. The
  fact is confirmed as long as that gives the very list that was set; a case that the records
  gained since (or lost, though it was accepted) counts at once, and leaves the fact unconfirmed
  until an inspector has looked again.
- A number or a flag is confirmed while the records say what the inspector saw, or what the
  inspector said. When they move elsewhere, a value that was confirmed as shown follows them; one
  that overruled them stays, because no new record can undo a judgement. Neither is confirmed any
  more.
- Site checks are records made by the inspectors' own hand: what they establish is confirmed
  without a further word, and takes the place of an answer given before there were any. Who said
  otherwise than they show is believed as of any record. While they leave a fact open (the sample
  is not closed), nothing else answers it.
- A decision on one case, made after the whole was set, goes over it. Without a decision on the
  whole nothing is confirmed: nobody has said that the list is complete.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scoring.fact import AnyFact, Source
from scoring.scheme import Edition
from scoring.values import Cases, Value
from storage.inspection import Decision, Verdict

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Refs = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A fact's value (None: nobody has established it), and whether an inspector stands for it."""

    value: Value | None
    confirmed: bool


def lay_over(
    records: Mapping[str, Value],
    decisions: Iterable[Decision],
    edition: Edition,
    waiting: frozenset[str] = frozenset(),
) -> tuple[dict[str, Value], frozenset[str]]:
    """The facts with the decisions laid over them, and the names of those that are confirmed;
    ``waiting`` are those that site checks leave open."""
    about: dict[str, list[Decision]] = {}
    for decision in decisions:
        about.setdefault(decision.fact, []).append(decision)
    facts = dict(records)
    confirmed = {name for name in records if edition.facts[name].source is Source.SITE}
    for name, made in about.items():
        answer = decide(edition.facts[name], records.get(name), made, name in waiting)
        if answer.value is None:
            facts.pop(name, None)
        else:
            facts[name] = answer.value
        confirmed.discard(name)
        if answer.confirmed:
            confirmed.add(name)
    return facts, frozenset(confirmed)


def decide(
    fact: AnyFact, recorded: Value | None, made: Iterable[Decision], waits: bool = False
) -> Answer:
    """One fact: what the records say, and the decisions on it and on its cases."""
    ordered = sorted(made, key=when)
    checked = fact.source is Source.SITE and recorded is not None
    whole = next((d for d in reversed(ordered) if d.verdict is Verdict.SET), None)
    single = [d for d in ordered if d.case_ref is not None and d.verdict is not Verdict.SET]
    if waits and not (whole is not None and _overrules(fact, whole)):
        return Answer(None, False)
    if whole is None:
        return replace(_single_cases(recorded, single), confirmed=checked)
    decided, seen = _read(fact, whole.value), _read(fact, whole.suggested)
    if decided is None:
        return Answer(recorded, checked)
    if isinstance(decided, Cases) and listed(decided) and listed(recorded):
        follows = checked or (fact.source is Source.RECORDS and recorded is not None)
        before = [d for d in single if when(d) < when(whole)]
        after = [d for d in single if when(d) >= when(whole)]
        now = refs(recorded) if follows else refs(seen)
        laid = _listed(refs(decided), refs(seen), now, before, after)
        return replace(laid, confirmed=laid.confirmed or checked)
    return _as_a_whole(fact, recorded, decided, seen)


def when(decision: Decision) -> datetime:
    """The moment of its latest version; a case decided at the same moment as the whole is the
    finer word, and goes over it."""
    return decision.changed_at or decision.entered_at or EPOCH


def listed(value: Value | None) -> bool:
    """Whether each case is named; a bare count can't be taken apart."""
    return not isinstance(value, Cases) or len(value.refs) == value.count


def refs(value: Value | None) -> Refs:
    return value.refs if isinstance(value, Cases) else ()


def same(one: Value | None, other: Value | None) -> bool:
    """Equal; the order of cases says nothing."""
    if isinstance(one, Cases) and isinstance(other, Cases):
        return one.count == other.count and set(one.refs) == set(other.refs)
    return one == other


def _read(fact: AnyFact, kept: Mapping[str, object] | None) -> Value | None:
    value: Value | None = None
    if kept is not None and kept.get("value") is not None:
        value = fact.read(kept["value"])
    return value


def _overrules(fact: AnyFact, whole: Decision) -> bool:
    decided, seen = _read(fact, whole.value), _read(fact, whole.suggested)
    return None not in (decided, seen) and not same(decided, seen)


def _of(verdict: Verdict, decisions: Iterable[Decision]) -> Refs:
    return tuple(d.case_ref for d in decisions if d.verdict is verdict and d.case_ref)


def _lay(now: Refs, rejected: Iterable[str], added: Iterable[str]) -> Refs:
    out = set(rejected)
    return tuple(dict.fromkeys([*(ref for ref in now if ref not in out), *added]))


def _single_cases(recorded: Value | None, single: list[Decision]) -> Answer:
    added, rejected = _of(Verdict.ADDED, single), _of(Verdict.REJECTED, single)
    if not listed(recorded) or (recorded is None and not added):
        return Answer(recorded, False)
    return Answer(Cases.of(_lay(refs(recorded), rejected, added)), False)


def _listed(
    decided: Refs, seen: Refs, now: Refs, before: list[Decision], after: list[Decision]
) -> Answer:
    accepted, added = _of(Verdict.ACCEPTED, after), _of(Verdict.ADDED, after)
    rejected = _of(Verdict.REJECTED, after)
    left_out = {ref for ref in (*seen, *_of(Verdict.REJECTED, before)) if ref not in decided}
    put_in = [ref for ref in decided if ref not in seen and ref not in rejected]
    value = _lay(now, (left_out - set(accepted)) | set(rejected), [*put_in, *added])
    meant = _lay(decided, rejected, [*accepted, *added])
    return Answer(Cases.of(value), set(value) == set(meant))


def _as_a_whole(
    fact: AnyFact, recorded: Value | None, decided: Value, seen: Value | None
) -> Answer:
    agreed = recorded is None or same(recorded, decided)
    moved = not agreed and not same(recorded, seen)
    if fact.source is Source.PROFILE or not moved:
        return Answer(decided, True)
    overruled = seen is not None and not same(decided, seen)
    if fact.source is Source.SITE and not overruled:
        return Answer(recorded, True)
    return Answer(decided if overruled else recorded, False)
