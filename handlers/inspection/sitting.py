"""One press at an inspection: the desk as it is now, and whether it is what was on screen."""

from dataclasses import dataclass

from handlers.formkit.form import Form
from handlers.formkit.runner import open_form
from handlers.inspection import screen
from handlers.inspection.desk import Case, Desk
from handlers.inspection.hints import hints
from handlers.inspection.opening import desk_at
from handlers.scorecard.site import beside
from handlers.turn import Turn
from scoring.fact import AnyFact
from scoring.scheme import Item
from storage.evidence import labels

MOVED = "这一项的记录或认定刚有变化，请看过再决定"


class Outdated(Exception):
    """A press on what is no longer there, or never was."""


@dataclass
class Sitting:
    """One press at an inspection: ``sure`` is a yes to the question that was asked first."""

    turn: Turn
    desk: Desk
    args: tuple[int, ...]
    mark: int
    sure: bool = False

    @property
    def number(self) -> int:
        return self.args[0]

    @property
    def item(self) -> Item:
        return self.desk.item(self.number)

    @property
    def fact(self) -> AnyFact:
        facts = self.desk.facts(self.number)
        if len(self.args) < 2 or self.args[1] >= len(facts) or self.item.measured:
            raise Outdated
        if self.desk.waits(facts[self.args[1]]):
            raise Outdated
        return facts[self.args[1]]

    @property
    def case(self) -> Case:
        cases = self.desk.cases(self.number)
        if len(self.args) < 2 or self.args[1] >= len(cases):
            raise Outdated
        return cases[self.args[1]]

    def seen(self) -> bool:
        """Whether the item still is what was on screen; if not, it is shown anew."""
        if self.mark == self.desk.mark(self.number):
            return True
        self.turn.toast(MOVED)
        self.show(self.number, MOVED)
        return False

    def again(self) -> Desk:
        """The desk after something was written."""
        found = desk_at(self.turn.store, self.desk.inspection.id, self.desk.me)
        assert found is not None
        self.desk = found
        return found

    def show(self, number: int, said: str = "") -> None:
        store, named = self.turn.store, self.labels(number)
        hinted = hints(store, self.desk, number)
        view = screen.item_screen(self.desk, number, named, said, hinted)
        self.turn.say(beside(store, self.desk.sheet, number, view, always=True))

    def labels(self, number: int) -> dict[str, str]:
        """The lines of the cases that the item's screens name."""
        refs = [case.ref for case in self.desk.cases(number)]
        decided = [d.case_ref for d in self.desk.sheet.decisions_on(number) if d.case_ref]
        return labels(self.turn.store, dict.fromkeys((*refs, *decided)))

    def open(self, form: type[Form], **carried: str) -> None:
        preset = {"inspection": self.desk.inspection.id, "number": str(self.number), **carried}
        open_form(self.turn, form, preset=preset)
