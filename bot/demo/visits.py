"""A visit and what comes of it: hazards, a signed list, rectifications, a follow-up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from bot.demo.by_link import contact_of, goes_by_link, sign_by_link
from bot.demo.cast import Habits
from bot.demo.company import Company
from bot.demo.dealings import DEALINGS
from bot.demo.hazards import ANY_MAJOR, EVERYWHERE
from bot.demo.scene import Deed, Scene
from bot.demo.words import ALSO, CALM, DONE, MENDED, SETTLED, WAITING, WAYS
from storage.client import Client
from storage.follow_up import FollowUp
from storage.store import Store
from storage.visit import Grade, Hazard, SignedList, Visit

MAJOR_SHARE = 0.025
UNSEEN = 14
"""Days until a rectification was seen on site; a major hazard's is at once."""

PHOTOGRAPHED = 30
"""Days back from today that visits have photos of their own."""

RECHECKED = "现场复查，已按整改意见落实"


@dataclass
class Served:
    """A company once it is a client: its deeds come after the one that adds it."""

    company: Company
    client: Client

    @property
    def about(self) -> dict[str, Any]:
        return {"agency_id": self.client.agency_id, "client_id": self.client.id}


@dataclass
class Call:
    """One visit. ``loose``: so many days ago that the habits may name it as leaving something
    undone (-1: an ordinary visit). ``least``: so many hazards are found; ``major``: one of them is
    major and its list signed the same day; ``objection``: to the first, where the list is signed
    by link."""

    scene: Scene
    habits: Habits
    served: Served
    on: date
    loose: int = -1
    least: int = 0
    major: bool = False
    objection: str | None = None
    visit: Visit | None = None
    found: list[Hazard] = field(default_factory=list)
    _receipt: str | None = None

    def deeds(self) -> Iterator[Deed]:
        scene, habits, dice = self.scene, self.habits, self.scene.dice
        hazards = dice.choices((0, 1, 2, 3, 4), (3, 5, 6, 4, 2))[0]
        major = self.major or (self.loose < 0 and dice.random() < MAJOR_SHARE)
        hazards = max(hazards, self.least, 1 if self.loose >= 0 or major else 0)
        yield scene.at(self.on, 17), lambda store: self._enter(store, hazards, major)
        if hazards and self.loose not in habits.unsigned:
            signed = self.on if self.major else scene.after(self.on, 0, 1)
            yield scene.at(signed, 18), lambda store: self._sign(store, signed)
        if hazards:
            mended = scene.after(self.on, 1, 2) if major else scene.after(self.on, 3, 9)
            yield scene.at(mended, 15), lambda store: self._mend(store, mended)
        if self.loose not in habits.not_followed_up:
            called = scene.after(self.on, 8, 22)
            yield scene.at(called, 16), lambda store: self._follow_up(store, called)

    def _enter(self, store: Store, hazards: int, major: bool) -> None:
        scene, dice = self.scene, self.scene.dice
        began = time(dice.choice((8, 9, 13, 14)), dice.choice((0, 15, 30, 45)))
        done = f"{dice.choice(DONE)}；{dice.choice(ALSO)}"
        self.visit = store.add(
            Visit(
                **self.served.about,
                on=self.on,
                started=began,
                ended=time(began.hour + dice.choice((1, 2)), dice.choice((30, 45, 50))),
                staff=scene.pair(self.on, began),
                done=None if self.loose in self.habits.unrecorded else done,
                photos=self._photos(store, began) if hazards else (),
            )
        )
        if self.loose not in self.habits.visits_not_uploaded:
            self._receipt = scene.receipt(self.on)
        trade = self.served.company.trade
        several = dice.sample((*trade.findings, *trade.findings, *EVERYWHERE), hazards)
        for finding in dict.fromkeys(several):
            self._find(store, self.visit, finding, Grade.GENERAL)
        if major:
            self._find(store, self.visit, trade.major or ANY_MAJOR, Grade.MAJOR)

    def _find(
        self, store: Store, visit: Visit, finding: tuple[str, str, str], grade: Grade
    ) -> None:
        place, what, advice = finding
        self.found.append(
            store.add(
                Hazard(
                    **self.served.about,
                    visit_id=visit.id,
                    place=place,
                    description=what,
                    grade=grade,
                    advice=advice,
                    deadline=self.on + timedelta(days=7 if grade is Grade.MAJOR else 15),
                    photos=visit.photos,
                    uploaded_on=self.on if self._receipt else None,
                    upload_receipt=self._receipt,
                )
            )
        )

    def _photos(self, store: Store, began: time) -> tuple[str, ...]:
        """Of the last weeks only: the demo should not take long to begin."""
        scene = self.scene
        if self.on < scene.ago(PHOTOGRAPHED):
            return ()
        if self.habits.same_photos:
            return scene.photos[:1]
        return (scene.camera.shoot(store, self.on, began),)

    def _sign(self, store: Store, on: date) -> None:
        assert self.visit is not None
        client, post = self.served.client, self.served.company.post
        recent = self.on >= self.scene.ago(PHOTOGRAPHED)
        every = DEALINGS[self.habits.name].by_link
        if self.objection or (recent and goes_by_link(self.served.company, every)):
            disputes = {self.found[0].id: self.objection} if self.objection else None
            contact = contact_of(store, client, post)
            sign_by_link(store, self.visit, contact, disputes)
            return
        store.add(
            SignedList(
                **self.served.about,
                visit_id=self.visit.id,
                signed_on=on,
                signer=client.contact or "安全员",
                post=post,
                photos=(self.scene.scan,),
            )
        )

    def _mend(self, store: Store, on: date) -> None:
        """All that was found, but for the last hazard where the habits leave one; the agency was
        there to see it, but for the latest."""
        left = 1 if self.loose in self.habits.unrectified else 0
        said = self.scene.dice.choice(MENDED)
        for at in range(len(self.found) - left):
            hazard = self.found[at]
            seen = hazard.grade is Grade.MAJOR or on < self.scene.ago(UNSEEN)
            closed = {"rechecked_on": on, "recheck": RECHECKED} if seen else {}
            self.found[at] = store.revise(
                hazard, reason="登记整改", rectified_on=on, rectification=said, **closed
            )

    def _follow_up(self, store: Store, on: date) -> None:
        dice = self.scene.dice
        waiting = any(hazard.rectified_on is None for hazard in self.found)
        outcomes = WAITING if waiting else SETTLED if self.found else CALM
        store.add(
            FollowUp(
                **self.served.about, on=on, way=dice.choice(WAYS), outcome=dice.choice(outcomes)
            )
        )
