"""Points that records bring back: what was not entered, uploaded, signed for or asked after."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from handlers.client_file.views import file_view
from handlers.formkit.draft import Mode
from handlers.formkit.runner import open_form
from handlers.forms.contract import ContractForm
from handlers.forms.follow_up import FollowUpForm
from handlers.forms.signed_list import SignedListForm
from handlers.forms.upload_contract import ContractUploadForm
from handlers.forms.upload_hazards import HazardUploadForm
from handlers.forms.visit import VisitForm
from handlers.next_point.look import Look, Offer, When, way
from handlers.scorecard.sheet import Facts
from handlers.turn import Turn
from handlers.wordings import PLATFORM
from scoring.next_point import Fix
from scoring.values import Cases, Value
from storage.client import Client
from storage.contract import Contract
from storage.cycle import Cycle
from storage.dossier import dossier
from storage.mending import ClientLacking, VisitMade, uncovered, visits_made
from storage.visit import Visit

SIGN = "服务没有写内容的，补写做了什么；发现隐患的，请委托单位签收清单（迟签也算）。"
CALL = "回访一次，就回应了这家以前的全部服务；迟到的回访也算有记录。"
FILE = "在“一企一档”里补上缺的资料：地址、行业、联系人，周期内每份合同的扫描件。"
VAGUE = (
    "写明服务内容、服务期限和次数；合同上没有写的，要先签补充协议。全部补齐才得分。"
    "服务期限要包含已经做过的服务，不然那几次会算作没有合同。"
)
COVER = "当时签过合同没有登记的，请补登；现在补签的会显示“补签”。按合同写全、附扫描件并上传来算。"


def offers(seen: Look) -> list[Offer]:
    """In the order of the items."""
    found = [_contracts(seen), _hazards(seen), _callbacks(seen), _files(seen)]
    found += [_uncovered(seen), _vague(seen), _visits(seen)]
    return [offer for offer in found if offer.way.fixes]


def _contracts(seen: Look) -> Offer:
    fixes = [
        Fix(ref, {"contracts_not_uploaded": frozenset({ref})}, sets={"no_contract_uploaded": False})
        for ref in seen.costing("contracts_not_uploaded")
    ]
    words = f"把合同上传{PLATFORM}，再在这里登记上传日期。"
    return Offer(
        *(way("contracts", fixes), 4, When.NOW, "补传{}份合同", "份", words, _upload_contract),
        several=True,
    )


def _upload_contract(turn: Turn, subjects: str) -> None:
    open_form(turn, ContractUploadForm, preset={"contract_ids": ids(subjects)})


def _hazards(seen: Look) -> Offer:
    fixes = [
        Fix(ref, {"visits_not_uploaded": frozenset({ref})}, sets={"no_hazard_uploaded": False})
        for ref in seen.costing("visits_not_uploaded")
    ]
    words = f"把这几次服务查出的隐患全部上传{PLATFORM}，再在这里登记上传日期。"
    return Offer(
        *(way("hazards", fixes), 4, When.NOW, "补传{}次服务的隐患", "次", words, _upload_hazards),
        several=True,
    )


def _upload_hazards(turn: Turn, subjects: str) -> None:
    open_form(turn, HazardUploadForm, preset={"visit_ids": ids(subjects)})


def ids(subjects: str) -> list[str]:
    """visit:1 visit:2 → 1, 2"""
    return [subject.partition(":")[2] for subject in subjects.split()]


def _callbacks(seen: Look) -> Offer:
    """A follow-up answers all earlier visits of its client: most first, fewest calls."""
    missed = defaultdict(list)
    for visit in _visits_of(seen, "callbacks_missed"):
        missed[visit.client_id].append(f"visit:{visit.id}")
    largest = sorted(missed.items(), key=lambda one: (-len(one[1]), one[1]))
    fixes = [
        Fix(f"client:{client}", {"callbacks_missed": frozenset(refs)}) for client, refs in largest
    ]
    act = "回访{}家委托单位"
    return Offer(way("callbacks", fixes), 5, When.NOW, act, "家", CALL, _follow_up)


def _follow_up(turn: Turn, subject: str) -> None:
    open_form(turn, FollowUpForm, preset={"client_id": ids(subject)[0]})


def _files(seen: Look) -> Offer:
    refs = seen.costing("files_incomplete")
    fixes = [Fix(ref, {"files_incomplete": frozenset({ref})}) for ref in refs]
    act = "补全{}家委托单位的基础档案"
    return Offer(way("files", fixes), 6, When.NOW, act, "家", FILE, _open_file)


def _open_file(turn: Turn, subject: str) -> None:
    client = turn.store.get(Client, ids(subject)[0])
    if client is not None:
        turn.say(file_view(turn, dossier(turn.store, client)))


def _vague(seen: Look) -> Offer:
    refs = seen.costing("contracts_vague")
    fixes = [Fix(ref, {"contracts_vague": frozenset({ref})}) for ref in refs]
    act = "写明{}份合同的内容、期限和次数"
    return Offer(way("vague", fixes), 13, When.NOW, act, "份", VAGUE, _amend_contract)


def _amend_contract(turn: Turn, subject: str) -> None:
    contract = turn.store.get(Contract, ids(subject)[0])
    open_form(turn, ContractForm, contract, mode=Mode.AMEND)


def _uncovered(seen: Look) -> Offer:
    clients = [ref.partition(":")[2] for ref in seen.costing("clients_without_contract")]
    first = max(seen.cycle.start, seen.part.joined_on)
    until = min(seen.store.today, seen.cycle.end)
    lacking = uncovered(seen.store, seen.part.agency_id, clients, first, until)
    if any(one.checked for one in lacking):
        lacking = []
    fixes = [_with_contract(seen, one, n) for n, one in enumerate(lacking, 1)]
    act = "补上{}家的服务合同"
    return Offer(way("cover", fixes), 13, When.NOW, act, "家", COVER, _new_contract)


def _with_contract(seen: Look, lacking: ClientLacking, number: int) -> Fix:
    """A whole contract signed today: what it makes known of the other items counts too."""
    ref = f"client:{lacking.id}"
    added = more_contracts(seen.sheet.records, number, seen.cycle, seen.store.today)
    brought: dict[str, tuple[str, ...]] = {}
    if added and lacking.incomplete:
        brought["files_incomplete"] = (ref,)
    if lacking.accidents and "fatal_accidents" in seen.sheet.records:
        brought["fatal_accidents"] = tuple(f"accident:{id}" for id in lacking.accidents)
    return Fix(ref, {"clients_without_contract": frozenset({ref})}, brought, added)


def more_contracts(records: Facts, number: int, cycle: Cycle, today: date) -> dict[str, Value]:
    """What so many further contracts, signed today, whole and uploaded, make of the facts about
    contracts: without any in the window these are not known yet. Later they only cover."""
    if today > cycle.end:
        return {}
    signed = records.get("contracts_signed", Decimal(0))
    assert isinstance(signed, Decimal)
    known: dict[str, Value] = {
        "contracts_signed": signed + number,
        "no_contract_uploaded": False,
    }
    if "contracts_vague" not in records and number == 1:
        lists = ("contracts_not_uploaded", "contracts_vague", "files_incomplete")
        known |= dict.fromkeys(lists, Cases(0))
    return known


def _new_contract(turn: Turn, subject: str) -> None:
    open_form(turn, ContractForm, preset={"client_id": ids(subject)[0]})


def _visits(seen: Look) -> Offer:
    refs = [f"visit:{one.id}" for one in _visits_of(seen, "visits_unproven")]
    fixes = [Fix(ref, {"visits_unproven": frozenset({ref})}) for ref in refs]
    act = "补齐{}次服务的记录或清单签收"
    return Offer(way("visits", fixes), 14, When.NOW, act, "次", SIGN, _prove)


def _prove(turn: Turn, subject: str) -> None:
    """What was done comes first: it is the agency's own to write."""
    visit = turn.store.get(Visit, ids(subject)[0])
    if visit is not None and visit.done is None:
        return open_form(turn, VisitForm, visit, mode=Mode.AMEND)
    open_form(turn, SignedListForm, preset={"visit_id": ids(subject)[0]})


def _visits_of(seen: Look, fact: str) -> list[VisitMade]:
    return visits_made(seen.store, ids(" ".join(seen.costing(fact))))
