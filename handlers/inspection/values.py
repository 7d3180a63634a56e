"""A form for every fact of the standard, made from its declaration: nothing is written 44 times."""

from types import new_class
from typing import Any, cast

from handlers.formkit import Form, Invalid, ask
from handlers.inspection.decide import set_fact
from handlers.inspection.forms import REASON, ROLES, Add, Nothing, OnItem, Remark, Strike
from handlers.inspection.screen import WAITS
from handlers.scorecard.wording import say_value
from handlers.turn import Actor
from scoring.editions import EDITIONS
from scoring.fact import AnyFact, Kind, Source
from scoring.kinds import NumberFact
from scoring.values import FactError, Value
from storage.inspection import Decision, Inspection
from storage.store import Store


class OnFact(OnItem):
    """Sets the value of one fact, with the reason where it is not simply what was seen on site."""

    fact: AnyFact
    value: Any
    reason: str | None
    photos: tuple[str, ...]

    def decided(self) -> Value:
        try:
            return cast(Value, self.fact.read(self.value))
        except FactError:
            raise Invalid(f"应为{self.fact.wanted.strip()}。", field="value") from None

    def check(self) -> None:
        self.decided()

    def save(self, store: Store, author: Actor) -> Inspection:
        desk = self.desk(store, author)
        if desk.waits(self.fact):
            raise Invalid(WAITS, field="value")
        recorded = desk.sheet.records.get(self.fact.name)
        if recorded not in (None, self.decided()) and not self.reason:
            raise Invalid("与现场核查的记录不同，请写明理由。", field="reason")
        said = {"grounds": self.reason, "photos": self.photos}
        set_fact(store, desk, self.item, self.fact, self.decided(), **said)
        return desk.inspection

    def warn(self, store: Store, author: Actor) -> list[str]:
        desk = self.desk(store, author)
        said = self.warnings(desk, (self.fact.name,))
        recorded = desk.sheet.records.get(self.fact.name)
        if recorded is not None and recorded != self.decided():
            source = "自报" if self.fact.source is Source.PROFILE else "系统记录"
            value = say_value(self.fact, recorded)
            said.append(f"{source}为“{value}”，两个值都会留存。")
        return said


def value_question(fact: AnyFact) -> Any:
    """The fact's own question, of the kind that its value has."""
    if fact.kind is Kind.FLAG:
        return ask.yes_no(fact.question)
    if fact.kind is Kind.CASES:
        return ask.count(f"{fact.label}有几{fact.unit}？", unit=fact.unit, hint=fact.question)
    if isinstance(fact, NumberFact) and fact.step == 1:
        return ask.count(fact.question, unit=fact.unit)
    return ask.amount(fact.question, unit=fact.unit, hint=f"应为{fact.wanted.strip()}。")


def value_form(fact: AnyFact, number: int) -> type[Form]:
    """The form that decides a fact."""
    on_site = fact.source is Source.SITE
    body = {
        "inspection": ask.carried(),
        "number": ask.carried(),
        "value": value_question(fact),
        "reason": ask.text("理由", optional=on_site, **REASON),
        "photos": ask.files("照片", optional=True),
    }
    kinds = {"value": Any, "photos": tuple[str, ...]}
    extras = {
        "__doc__": OnFact.__doc__,
        "__module__": __name__,
        "__annotations__": {name: kinds.get(name, str) for name in body},
    }
    keywords = {
        "name": f"insp.{fact.name}",
        "title": f"第{number}项 {fact.label}",
        "roles": ROLES,
        "record": Decision,
    }
    whole = extras | body
    made = new_class(f"Decide_{fact.name}", (OnFact, Form), keywords, lambda ns: ns.update(whole))
    # Afterwards: in the class's own body a fact would take the attribute's name for its own.
    type.__setattr__(made, "fact", fact)
    return cast(type[Form], made)


VALUE_FORMS: dict[str, type[Form]] = {
    fact.name: value_form(fact, standard.item_of(fact.name).number)
    for standard in EDITIONS
    for fact in standard.facts.values()
    if fact.kind is not Kind.SATISFACTION
}
"""By the name of the fact; of several editions the newest has the word."""

FORMS: tuple[type[Form], ...] = (Nothing, Strike, Add, Remark, *VALUE_FORMS.values())
"""What `Conversations` must know beside the forms of the records."""
