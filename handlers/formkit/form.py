"""A form is a frozen dataclass whose fields are questions; the class is its own declaration."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import MISSING, dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

from handlers.formkit.question import ABSENT, Answers, Json, Question
from handlers.formkit.questions.carried import Carried
from handlers.formkit.view import Choice

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True)
class Spec:
    """What the machine knows of a form or an entry. Questions are in the order they are asked."""

    questions: tuple[Question, ...]
    name: str = ""
    title: str = ""
    roles: frozenset[str] = frozenset()
    record: type[Any] | None = None
    items: tuple[int, ...] = ()
    fingerprint: str = ""

    @cached_property
    def _shown(self) -> tuple[Question, ...]:
        return tuple(q for q in self.questions if not isinstance(q, Carried))

    @cached_property
    def _conditional(self) -> bool:
        return any(q.when for q in self.questions)

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        if not self._conditional:
            return self._shown
        return tuple(q for q in self._shown if q.when is None or q.when(answers))

    def question(self, name: str) -> Question | None:
        return next((q for q in self.questions if q.name == name), None)


def _take_questions(cls: type[Any], reserved: frozenset[str]) -> tuple[Question, ...]:
    """The declared questions, made into the plain fields of a frozen dataclass."""
    found = []
    for name, value in list(vars(cls).items()):
        if isinstance(value, Question):
            if name in reserved:
                raise TypeError(f"{cls.__name__}.{name}: the name is the machine's own")
            found.append(replace(value, name=name))
            if value.optional or value.when is not None:
                setattr(cls, name, value.empty())
            else:
                delattr(cls, name)
    dataclass(frozen=True, kw_only=True)(cls)
    names = {q.name for q in found}
    strange = [f.name for f in fields(cls) if f.name not in names and f.default is MISSING]
    if strange or not found:
        raise TypeError(f"{cls.__name__}: fields without a question: {strange or 'all'}")
    return tuple(found)


def _values(spec: Spec, answers: Answers) -> dict[str, Any]:
    """Decoded answers. ValueError where a question that is asked has no valid answer."""
    asked = spec.asked(answers)
    values: dict[str, Any] = {}
    for question in spec.questions:
        answer = answers.get(question.name, ABSENT)
        if isinstance(question, Carried):
            values[question.name] = question.decode(answers.get(question.name) or "")
        elif question not in asked or (answer is None and question.optional):
            values[question.name] = question.empty()
        elif not question.complete(answer) or answer is None:
            raise ValueError(f"{question.label} is unanswered")
        else:
            values[question.name] = question.decode(answer)
    return values


def _encoded(spec: Spec, instance: Any) -> dict[str, Json]:
    return {q.name: _kept(q, getattr(instance, q.name)) for q in spec.questions}


def _kept(question: Question, value: Any) -> Json:
    return None if value is None else question.encode(value)


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Entry:
    """One entry of a repeating group. Every subclass says what its line in the list is: title()."""

    spec: ClassVar[Spec]

    def __init_subclass__(cls) -> None:
        cls.spec = Spec(_take_questions(cls, frozenset(vars(Entry))))

    def title(self) -> str:
        raise NotImplementedError

    def check(self) -> None:
        """Raise Invalid(sentence, field=…) where answers contradict one another."""

    @classmethod
    def from_answers(cls, answers: Answers) -> Self:
        return cls(**_values(cls.spec, answers))

    def to_answers(self) -> dict[str, Json]:
        return _encoded(self.spec, self)


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Form:
    """``class VisitForm(Form, name="visit", title="服务记录", roles={…}, record=Visit)``.

    What the class says is in ``VisitForm.spec`` (name, title, roles, record, items, questions,
    fingerprint): a form may well ask for a ``name`` or a ``title`` itself.

    The methods below run inside the unit; ``store`` is the storage's Store, ``author`` the acting
    person (``author.agency_id``), ``subject`` the record being corrected.
    """

    spec: ClassVar[Spec]

    def __init_subclass__(
        cls,
        *,
        name: str,
        title: str,
        roles: Collection[str] = (),
        record: type[Any] | None = None,
        items: tuple[int, ...] = (),
    ) -> None:
        found = _take_questions(cls, frozenset(vars(Form)))
        shape = repr([q.shape() for q in found]).encode()
        mark = hashlib.sha256(shape).hexdigest()[:16]
        cls.spec = Spec(found, name, title, frozenset(roles), record, items, mark)

    @classmethod
    def from_answers(cls, answers: Answers) -> Self:
        return cls(**_values(cls.spec, answers))

    def to_answers(self) -> dict[str, Json]:
        return _encoded(self.spec, self)

    def check(self) -> None:
        """Pure. Raise Invalid(sentence, field=…): the person is taken to that question."""

    def save(self, store: Any, author: Any) -> Any:
        """Write the record and return it; the default takes the fields of the same names."""
        if self.spec.record is None:
            raise NotImplementedError(f"{type(self).__name__} has no record and no save()")
        known = dict(self._shared(self.spec.record))
        if "agency_id" in _names(self.spec.record):
            known.setdefault("agency_id", author.agency_id)
        return store.add(self.spec.record(**known))

    def amend(self, store: Any, author: Any, subject: Any, reason: str) -> Any:
        return store.revise(subject, reason=reason, **dict(self._shared(type(subject))))

    def _shared(self, record: "type[DataclassInstance]") -> Iterator[tuple[str, Any]]:
        for name in _names(record):
            if self.spec.question(name):
                yield name, getattr(self, name)

    @classmethod
    def prefill(cls, store: Any, subject: Any) -> dict[str, Any]:
        """The values (not JSON) the form opens with on a record that is to be corrected."""
        return {
            q.name: getattr(subject, q.name) for q in cls.spec.questions if hasattr(subject, q.name)
        }

    @classmethod
    def opening(cls, store: Any, author: Any) -> dict[str, Any]:
        """The values (not JSON) a new form opens with: those of the version it will replace."""
        return {}

    @classmethod
    def withdraw(cls, store: Any, author: Any, subject: Any, reason: str) -> Any:
        """作废. A form whose record is older than its own submission undoes that alone."""
        return store.withdraw(subject, reason=reason)

    def warn(self, store: Any, author: Any) -> list[str]:
        """Sentences for the review: what is accepted, but will cost points."""
        return []

    def after(self, store: Any, author: Any, record: Any) -> list[str]:
        """Lines of the receipt: what is due next."""
        return []

    def onward(self, record: Any) -> tuple[Choice, ...]:
        """Buttons of the receipt: where the person came from and goes on."""
        return ()


def _names(record: "type[DataclassInstance]") -> tuple[str, ...]:
    return tuple(f.name for f in fields(record) if f.init)
