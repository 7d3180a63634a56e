"""The bureau's survey in the demo: who is asked of an agency, and who has answered so far."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.dealings import DEALINGS, Dealing, Voice
from bot.demo.scene import Deed, Scene
from storage.contact import Contact
from storage.cycle import Cycle
from storage.satisfaction import QUESTIONS, ask_client, ask_official, give
from storage.store import Store
from storage.survey import Ballot, Party

OPENED = 19
"""Days ago."""


@dataclass(frozen=True)
class Campaign:
    """One agency's part of it; ``supervisor`` is who asks."""

    agency: str
    scene: Scene
    cycle: Cycle
    supervisor: str

    def deeds(self) -> Iterator[Deed]:
        dealing = DEALINGS[self.agency]
        scene = self.scene
        yield scene.at(scene.ago(OPENED - 1), 10), lambda store: self._ask(store, dealing)
        said = [(Party.CLIENT, n, voice) for n, voice in enumerate(dealing.clients)]
        for party in (Party.COUNTY, Party.TOWN):
            asked = [one.voice for one in dealing.officials if one.party is party]
            said += [(party, n, voice) for n, voice in enumerate(asked) if voice]
        for n, (party, place, voice) in enumerate(said):
            # Later in the day than the asking: before a weekend both may fall on one Friday.
            at = scene.at(scene.ago(OPENED - 2 - n), 11 + n % 7)
            yield at, Answering(self, party, place, voice)

    def _ask(self, store: Store, dealing: Dealing) -> None:
        asking = store.at(store.now, self.supervisor)
        for contact in store.find(Contact, agency_id=self.scene.agency_id):
            ask_client(asking, self.cycle, contact)
        for one in dealing.officials:
            place = one.party, one.department, one.name
            ask_official(asking, self.cycle, self.scene.agency_id, *place)


@dataclass(frozen=True)
class Answering:
    """The ``place``-th of a party answers; who can be played in the demo is left to the visitor."""

    campaign: Campaign
    party: Party
    place: int
    voice: Voice

    def __call__(self, store: Store) -> None:
        cycle, agency = self.campaign.cycle.id, self.campaign.scene.agency_id
        ballots = store.find(Ballot, cycle_id=cycle, agency_id=agency, party=self.party)
        ballot = [one for one in ballots if not _played(store, one)][self.place]
        marks = dict(zip((each.name for each in QUESTIONS), self.voice.marks, strict=True))
        give(store.at(store.now, ballot.person_id), ballot, marks, self.voice.words)


def _played(store: Store, ballot: Ballot) -> bool:
    contact = store.get(Contact, ballot.contact_id) if ballot.contact_id else None
    return contact is not None and contact.person_id is not None
