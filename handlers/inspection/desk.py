"""An inspector's place at an inspection: what is decided, what is open, and what was on screen."""

from dataclasses import dataclass
from zlib import crc32

from handlers.formkit.view import Choice, press
from handlers.scorecard.sheet import Sheet
from scoring.fact import AnyFact
from scoring.interchange import facts_as_json
from scoring.scheme import Forfeit, Item
from scoring.states import State
from scoring.values import Cases
from storage.columns import canonical
from storage.inspection import Decision, Inspection, Verdict

MARKS = 10**7


@dataclass(frozen=True)
class Case:
    """One case behind a fact of an item, whether it stands or an inspector struck it out."""

    fact: AnyFact
    ref: str
    stands: bool
    decision: Decision | None = None


@dataclass(frozen=True)
class Desk:
    """``me`` is the inspector's id."""

    inspection: Inspection
    sheet: Sheet
    me: str

    def item(self, number: int) -> Item:
        return self.sheet.edition.item(number)

    def facts(self, number: int) -> tuple[AnyFact, ...]:
        return tuple(self.sheet.edition.facts[name] for name in self.item(number).facts)

    def mark(self, number: int = 0) -> int:
        """A fingerprint of what an item (0: every item) rests on: a press carries the one that was
        on screen, so that nobody confirms what they have not seen."""
        items = [self.item(number)] if number else self.sheet.edition.items
        names = {name for item in items for name in item.facts}
        decisions = self.sheet.decisions_on(number) if number else self.sheet.decisions
        seen = [
            facts_as_json({k: v for k, v in known.items() if k in names}, self.sheet.edition)
            for known in (self.sheet.records, self.sheet.facts)
        ]
        seen_too = sorted([d.id, d.revision] for d in decisions)
        return crc32(canonical([seen, seen_too]).encode()) % MARKS

    def choice(self, label: str, action: str, number: int = 0) -> Choice:
        """A button about an item; those that write carry the item's mark."""
        mark = self.mark(number) if number else 0
        return Choice(label, press(f"insp.{action}", self.inspection.id, mark))

    def done(self, number: int) -> bool:
        return self.sheet.states[number] is State.ASSESSED

    @property
    def open(self) -> tuple[int, ...]:
        """The items that are not settled by an inspector yet."""
        return tuple(item.number for item in self.sheet.edition.items if not self.done(item.number))

    def next_open(self, after: int) -> int | None:
        """The next item to decide; a survey is nothing that an inspector can decide."""
        todo = [number for number in self.open if not self.item(number).measured]
        return next((n for n in todo if n > after), todo[0] if todo else None)

    def unknown(self, number: int) -> tuple[AnyFact, ...]:
        """The absent facts that keep an item open, first those that may take all its points: the
        others need not be asked then."""
        if self.sheet.card.item(number).settled:
            return ()
        forfeits = [rule for rule in self.item(number).rules if isinstance(rule, Forfeit)]
        first = {fact.name for rule in forfeits for fact in rule.facts}
        absent = [fact for fact in self.facts(number) if fact.name not in self.sheet.facts]
        return tuple(sorted(absent, key=lambda fact: fact.name not in first))

    def waits(self, fact: AnyFact) -> bool:
        """Whether site checks answer a fact, and leave it open until the sample is closed."""
        return fact.name in self.sheet.waiting - self.sheet.facts.keys()

    def others(self, number: int, facts: frozenset[str] | None = None) -> tuple[Decision, ...]:
        """What another inspector decided on an item, or on some of its facts."""
        return tuple(
            decision
            for decision in self.sheet.decisions_on(number)
            if decision.decided_by != self.me and (facts is None or decision.fact in facts)
        )

    def cases(self, number: int) -> tuple[Case, ...]:
        """Every case of an item: those of the records, those added, and those struck out."""
        decided = {(d.fact, d.case_ref): d for d in self.sheet.decisions_on(number)}
        found = []
        for fact in self.facts(number):
            now, seen = self.sheet.facts.get(fact.name), self.sheet.records.get(fact.name)
            standing = now.refs if isinstance(now, Cases) else ()
            listed = (*(seen.refs if isinstance(seen, Cases) else ()), *standing)
            for ref in dict.fromkeys(listed):
                decision = decided.get((fact.name, ref))
                found.append(Case(fact, ref, ref in standing, decision))
        return tuple(found)


def struck(case: Case) -> bool:
    return case.decision is not None and case.decision.verdict is Verdict.REJECTED


def differs(decision: Decision) -> bool:
    """Whether an inspector decided otherwise than the records said: both values are kept."""
    if decision.verdict in (Verdict.REJECTED, Verdict.ADDED):
        return True
    return decision.suggested is not None and decision.value != decision.suggested
