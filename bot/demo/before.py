"""The demo's cycle before this one: rated on paper, its results entered later and published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.demo.cast import AVERAGE, CARELESS, GOOD
from handlers.inspection.decide import set_fact
from handlers.inspection.opening import begin, desk_at
from handlers.inspection.submit import submit
from scoring.editions import CURRENT
from scoring.fact import AnyFact
from scoring.kinds import FlagFact
from scoring.settings import Readings
from scoring.stars import EXAMPLE, read_lines
from storage.agency import Agency
from storage.cycle import Cycle, Participation
from storage.objections import accept, disclose
from storage.publishing import publish
from storage.satisfaction import close, open_survey
from storage.star_table import set_bands
from storage.store import Store

NAME = "{}—{}年度星级评定（演示）"
SOURCE = "上一周期按纸质评定表评定，这里照评定表补录"
ENOUGH = {"office_area": 240, "staff": 10, "engineers": 3, "other_titles": 3}
SAID = {"county": [9], "town": [9, 8], "client": [9, 8, 9, 10, 8]}

PAPERS: Mapping[str, Mapping[str, Any]] = {
    GOOD.name: {"contracts_signed": 356, "callbacks_missed": 1, "files_incomplete": 2},
    AVERAGE.name: {
        "contracts_signed": 71,
        "policies_missing": 2,
        "contracts_not_uploaded": 3,
        "callbacks_missed": 2,
        "board_informs": False,
        "visits_unproven": 3,
        "procedures_generic": True,
        "grading_body": False,
    },
    CARELESS.name: {
        "contracts_signed": 38,
        "office_area": 150,
        "policies_missing": 4,
        "contracts_not_uploaded": 4,
        "visits_not_uploaded": 6,
        "callbacks_missed": 4,
        "files_incomplete": 4,
        "quarters_untrained": 2,
        "visits_unproven": 5,
        "training_irregular": True,
        "ledger_irregular": True,
        "grading_body": False,
    },
}
"""What the paper tables say, where it is not as good as can be."""


@dataclass(frozen=True)
class Before:
    """``at`` gives a store of some hour so many days into the present cycle, and of whom."""

    at: Callable[[int, str], Store]
    supervisor: str
    inspector: str

    def opened(self, start: date) -> Cycle:
        """The cycle, its agencies asked on paper, its bands set and its survey over."""
        store = self.at(1, self.supervisor)
        first = date(start.year - 2, start.month, 1)
        cycle = store.add(
            Cycle(
                name=NAME.format(first.year, (start - timedelta(days=1)).year),
                start=first,
                end=start - timedelta(days=1),
                edition=CURRENT.code,
                readings=Readings().as_dict(),
            )
        )
        set_bands(store, cycle, read_lines(EXAMPLE), "演示用的分档，上一周期公布结果时采用")
        close(store, open_survey(store, cycle))
        return cycle

    def rated(self, cycle: Cycle, agency: Agency, principal: str) -> None:
        """One agency's paper table entered, shown to its principal and published."""
        part = self.at(1, self.supervisor).add(
            Participation(cycle_id=cycle.id, agency_id=agency.id, joined_on=cycle.start)
        )
        store = self.at(2, self.inspector)
        inspection = begin(store, part, self.inspector)
        desk = desk_at(store, inspection.id, self.inspector)
        assert desk is not None
        said = PAPERS[agency.name]
        for item in CURRENT.items:
            for fact in desk.facts(item.number):
                value = fact.read(said.get(fact.name, _fine(fact)))
                set_fact(store, desk, item.number, fact, value, grounds=SOURCE)
        desk = desk_at(store, inspection.id, self.inspector)
        assert desk is not None
        card = submit(store, desk)
        shown = disclose(self.at(3, self.supervisor), card, cycle.objection_days)
        accept(self.at(5, principal), shown, principal)
        publish(self.at(8, self.supervisor), part)

    def closed(self, cycle: Cycle) -> None:
        store = self.at(9, self.supervisor)
        store.revise(cycle, reason="结果已公布", closed_on=store.today)


def _fine(fact: AnyFact) -> Any:
    """What costs nothing."""
    if isinstance(fact, FlagFact):
        return fact.good
    return ENOUGH.get(fact.name, SAID if fact.name == "satisfaction" else 0)
