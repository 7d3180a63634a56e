"""The questions of a form, declared where a dataclass declares its fields' defaults.

Every one takes ``example``, ``hint`` (a sentence under the question), ``optional``, ``default``
(a value, or a function of the World: offered as a button) and ``when`` (asked only if this is true
of the answers so far, in their kept JSON form). They return Any so that a field keeps its own type.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from handlers.formkit import questions

if TYPE_CHECKING:
    from handlers.formkit.form import Entry


def text(label: str, **more: Any) -> Any:
    """``limit=2000`` characters; ``check=`` refuses (Invalid) or tidies what was typed."""
    return questions.Text(label=label, **more)


def count(label: str, **more: Any) -> Any:
    """A whole number: ``unit="次"``, ``least=0``, ``most=10**9``."""
    return questions.Count(label=label, **more)


def amount(label: str, **more: Any) -> Any:
    """A Decimal of two places: ``unit="元"``, ``least=0``, ``most=10**12``."""
    return questions.Amount(label=label, **more)


def yes_no(label: str, **more: Any) -> Any:
    """A bool: ``yes="已上传"``, ``no="未上传"`` rename the two buttons."""
    return questions.YesNo(label=label, **more)


def day(label: str, **more: Any) -> Any:
    """A date, today or before; ``future=True`` allows days to come and means them by default."""
    return questions.Day(label=label, **more)


def one_of(label: str, options: Iterable[tuple[str, Any]], **more: Any) -> Any:
    return questions.OneOf(label=label, options=tuple(options), **more)


def several(
    label: str, options: Iterable[tuple[str, Any]] = (), *, source: str = "", **more: Any
) -> Any:
    """A tuple of values of the options, or of record ids where ``source`` names a list."""
    if source:
        return questions.SeveralOf(label=label, source=source, **more)
    return questions.Several(label=label, options=tuple(options), **more)


def lookup(label: str, source: str, **more: Any) -> Any:
    """A record's id: ``source="clients"``; ``within="client_id"`` narrows by an earlier answer."""
    return questions.Lookup(label=label, source=source, **more)


def files(label: str, **more: Any) -> Any:
    """A tuple of SHA-256 names of stored files, at most ``most=9``."""
    return questions.Files(label=label, **more)


def group(label: str, entry: "type[Entry]", **more: Any) -> Any:
    """A tuple of entries; ``none="未发现隐患"`` is the button for none; ``noun="隐患"``."""
    return questions.Group(label=label, entry=entry, **more)


def carried() -> Any:
    """A str that is never asked: in an Entry, the id of the record that it was prefilled from."""
    return questions.Carried()
