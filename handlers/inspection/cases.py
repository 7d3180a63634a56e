"""Which case an inspector means: a record by its number, a quarter, a policy, or plain words."""

import re

from handlers.formkit import Invalid
from handlers.formkit.wording import plain
from scoring.fact import AnyFact
from scoring.settings import POLICIES
from storage.client import Client
from storage.contract import Contract
from storage.entity import Record
from storage.store import Store
from storage.visit import Visit

KINDS: dict[str, type[Record]] = {
    "contracts_not_uploaded": Contract,
    "contracts_vague": Contract,
    "visits_not_uploaded": Visit,
    "visits_unproven": Visit,
    "callbacks_missed": Visit,
    "files_incomplete": Client,
    "clients_without_contract": Client,
}
"""The facts whose cases are records that have a number."""

_NUMBER = re.compile(r"[A-Za-z]{2}-[0-9]{4}-[0-9]{1,9}")
_QUARTER = re.compile(r"([0-9]{4})(?:年第?|[Qq/-])([1-4一二三四])(?:季度)?")
_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4"}


def ref_of(store: Store, agency_id: str, fact: AnyFact, what: str) -> str:
    """The reference of a case, the same that the records would give: then it counts once."""
    said = plain(what)
    kind = KINDS.get(fact.name)
    if kind is not None and _NUMBER.fullmatch(said):
        return _numbered(store, agency_id, kind, said.upper())
    if kind is Client:
        named = store.find(Client, agency_id=agency_id, name=what.strip())
        if len(named) == 1:
            return f"client:{named[0].id}"
    if fact.name.startswith("quarters_") and (found := _QUARTER.fullmatch(said)):
        return f"quarter:{found[1]}Q{_CHINESE.get(found[2], found[2])}"
    if fact.name == "policies_missing" and said.removesuffix("制度") in POLICIES:
        return f"policy:{said.removesuffix('制度')}"
    return f"other:{what.strip()}"


def _numbered(store: Store, agency_id: str, kind: type[Record], number: str) -> str:
    found = store.find(kind, agency_id=agency_id, number=number)
    if not found:
        raise Invalid(f"这家机构没有编号为 {number} 的{kind.label}，请核对编号。", field="what")
    return f"{kind.table.name}:{found[0].id}"
