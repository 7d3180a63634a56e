"""What a row may refer to: the agency's records, and those that earlier rows of the file make."""

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from handlers.formkit import Invalid
from handlers.formkit.wording import cut
from handlers.workbook.columns import fold, parts_of
from storage.agency import Agency
from storage.client import Client
from storage.entity import Record
from storage.staff import StaffMember
from storage.store import Store
from storage.visit import Visit

GUESSES = 20
"""How often a likely name is looked for: it takes long, and who has so many wrong needs none."""

NAMES = 5000

_NUMBER = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{4,}")
_SUFFIX = re.compile(r".*[(（]\s*([A-Za-z]{2}-[0-9]{4}-[0-9]{4,})\s*[)）]", re.DOTALL)


class Blocked(Exception):
    """The row refers to a row that is wrong itself: it is looked at when that one is right."""


@dataclass
class Shelf:
    """Records of one kind, found by number, by name, or by another mark of theirs."""

    label: str
    by_id: dict[str, Record] = field(default_factory=dict)
    by_number: dict[str, Record] = field(default_factory=dict)
    by_name: dict[str, list[Record]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Folded names and numbers of rows that are wrong."""
    guesses: int = GUESSES

    def put(self, record: Record, *names: str | None) -> None:
        """``names``: all that it may be called. A record put again has its new names too."""
        self.by_id[record.id] = record
        if record.number:
            self.by_number[record.number] = record
        for name in filter(None, names):
            known = self.by_name.setdefault(fold(name), [])
            known[:] = [each for each in known if each.id != record.id]
            known.append(record)

    def find(self, text: str, column: str) -> Record:
        """Raises Invalid where it is none of them or may be several."""
        number = number_of(text)
        if number in self.by_number:
            return self.by_number[number]
        known = self.by_name.get(fold(text), [])
        if len(known) == 1:
            return known[0]
        if len(known) > 1:
            several = f"有{len(known)}个{self.label}叫“{cut(text, 30)}”，请写编号。"
            raise Invalid(several, field=column)
        if found := _SUFFIX.fullmatch(text):
            return self.find(found[1], column)
        if fold(text) in self.broken or number in self.broken:
            raise Blocked
        raise Invalid(self._missing(text), field=column)

    def _missing(self, text: str) -> str:
        said = f"没有登记“{cut(text, 30)}”这个{self.label}。"
        if self.guesses <= 0 or len(self.by_name) > NAMES:
            return said
        self.guesses -= 1
        close = get_close_matches(fold(text)[:60], list(self.by_name), 1, 0.7)
        if not close:
            return said
        name = getattr(self.by_name[close[0]][0], "name", "")
        return f"{said}是不是“{cut(name, 30)}”？" if name else said

    def label_of(self, record: Record) -> str:
        """What ``find`` will find it by."""
        name: str = getattr(record, "name", "")
        known = self.by_name.get(fold(name), [])
        alone = [each.id for each in known] == [record.id]
        clear = alone and number_of(name) not in self.by_number
        return name if clear and parts_of(name) == [name] else record.number


def number_of(text: str) -> str:
    """A running number however it was typed; empty where it is none."""
    number = fold(text).upper()
    return number if _NUMBER.fullmatch(number) else ""


class Books:
    def __init__(self, store: Store, agency_id: str) -> None:
        self.store, self.agency_id = store, agency_id
        self.agency = store.get(Agency, agency_id)
        self.clients, self.staff = Shelf("委托单位"), Shelf("专职人员")
        self.visits = Shelf("服务记录")
        self.visits_of: dict[tuple[str, date], list[Visit]] = {}
        self.broken_visits: set[str | date] = set()
        for kind in (StaffMember, Client, Visit):
            for record in store.find(kind, agency_id=agency_id):
                self.put(record)
        self._put_former_staff()

    def _put_former_staff(self) -> None:
        """Those withdrawn may still stand in old visits, but give way to a namesake."""
        former = self.store.find(StaffMember, agency_id=self.agency_id, withdrawn=True)
        for member in former:
            if member.withdrawn_at is not None:
                self.staff.by_id.setdefault(member.id, member)
                self.staff.by_number.setdefault(member.number, member)
                self.staff.by_name.setdefault(fold(member.name), [member])

    def put(self, record: Record) -> None:
        """Whatever the file makes of a record, later rows find."""
        if isinstance(record, Client):
            self.clients.put(record, record.name, record.credit_code)
        elif isinstance(record, StaffMember):
            self.staff.put(record, record.name)
        elif isinstance(record, Visit):
            self._put_visit(record)

    def _put_visit(self, visit: Visit) -> None:
        before = self.visits.by_id.get(visit.id)
        if isinstance(before, Visit):
            known = self.visits_of[before.client_id, before.on]
            known[:] = [each for each in known if each.id != visit.id]
        self.visits.put(visit)
        self.visits_of.setdefault((visit.client_id, visit.on), []).append(visit)

    def client(self, text: str, column: str = "client_id") -> Client:
        found = self.clients.find(text, column)
        assert isinstance(found, Client)
        return found

    def staff_ids(self, text: str) -> tuple[str, ...]:
        known, parted = self.staff.by_name, text.split()
        names = [text] if len(known.get(fold(text), [])) == 1 else parts_of(text)
        if fold(text) not in known and all(fold(each) in known for each in parted):
            names = parted
        return tuple(dict.fromkeys(self.staff.find(name, "staff").id for name in names))

    def visit(self, number: str, client: str, on: date | None) -> Visit:
        """The visit that a hazard was found on, by its number, or by client and day."""
        if number:
            found = self.visits.find(number, "visit_number")
            assert isinstance(found, Visit)
            if client and self.client(client, "client").id != found.client_id:
                other = f"服务记录 {found.number} 不是这家委托单位的，请核对。"
                raise Invalid(other, field="visit_number")
            return found
        if not client or on is None:
            which = "请写明是哪一次服务：编号，或者委托单位和服务日期。"
            raise Invalid(which, field="visit_number")
        held = self.visits_of.get((self.client(client, "client").id, on), [])
        if len(held) == 1:
            return held[0]
        if held:
            raise Invalid("这一天有几次服务，请写明服务记录编号。", field="visit_number")
        if fold(client) in self.broken_visits or on in self.broken_visits:
            raise Blocked
        raise Invalid(f"没有 {on} 到这家委托单位的服务记录。", field="on")
