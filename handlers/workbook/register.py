"""What a sheet is: a title, its columns, and how a row of it becomes a record's fields."""

from collections.abc import Hashable, Mapping
from dataclasses import MISSING, fields
from functools import cached_property
from typing import Any, ClassVar

from handlers.formkit import Form
from handlers.formkit.question import Question
from handlers.workbook.books import Books
from handlers.workbook.columns import Column
from storage.entity import Record

Values = dict[str, Any]
NUMBER = Column(label="编号", field="number", note="本系统的编号；新登记的请空着", width=15)


def asked(form: type[Form], name: str) -> Question:
    """The question of a form whose rules a column keeps."""
    found = form.spec.question(name)
    assert found is not None
    return found


class Register:
    """One kind of record on one sheet. Subclasses say the class variables and override the rest
    where their rows refer to others."""

    title: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()
    record: ClassVar[type[Record]]
    columns: ClassVar[tuple[Column, ...]]
    derived: ClassVar[tuple[str, ...]] = ()
    """Fields of columns that only help to find another record."""

    whose: ClassVar[tuple[str, ...]] = ()
    """Fields that only say whose workbook it is: a row of nothing else is no record."""

    def settle(self, values: Values, books: Books) -> Values:
        """References become ids. Raises Invalid or Blocked."""
        return values

    def keys(self, values: Mapping[str, Any]) -> tuple[Hashable, ...]:
        """By what a row without a number may be a record that is already there, the surest
        first."""
        raise NotImplementedError

    def may_be(self, values: Values, record: Any) -> bool:
        """Whether a record found by a key may be meant at all."""
        return True

    def check(self, values: Mapping[str, Any], books: Books) -> None:
        """Raises Invalid(sentence, field=…) where the whole record contradicts itself."""

    def shown(self, record: Any, books: Books) -> Values:
        """The values of the columns, for an export."""
        return {column.field: getattr(record, column.field) for column in self.columns}

    def defaults(self) -> Values:
        """What a blank cell stands for."""
        return dict(self._blank)

    @cached_property
    def _blank(self) -> Values:
        own = {column.field for column in self.columns}
        return {f.name: f.default for f in fields(self.record) if f.name in own - {"number"}}

    def whole(self, values: Mapping[str, Any]) -> Values:
        """A new record's values, blanks included."""
        blank = {k: None if v is MISSING else v for k, v in self.defaults().items()}
        return {**blank, **values}

    def column(self, field: str) -> str:
        """The heading of a field."""
        return next((c.label for c in self.columns if c.field == field), "")
