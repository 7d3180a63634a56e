"""The forms about a circumstance: raised by hand, and weighed with the three questions."""

from typing import Any

from handlers.belonging import own
from handlers.formkit import Answers, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.talks.wording import SHORT, candidate_line
from handlers.turn import Actor
from scoring.admonition import QUESTIONS
from storage import candidates
from storage.agency import Agency
from storage.organisation import Role
from storage.store import Store
from storage.talk import OUTCOME_NAMES, Candidate, Origin, Outcome

BY_HAND = tuple(code for code in SHORT if code not in ("A1", "A2"))
"""A1 and A2 come from the records themselves."""

CHANGED = "您打开以后，这个情形有了新的证据或者别人的决定。请取消这次填写，看过以后再决定。"


class RaiseForm(Form, name="talk.raise", title="提出约谈情形", roles={Role.SUPERVISOR}):
    agency_id: str = ask.lookup("哪家机构", source="agencies")
    code: str = ask.one_of("哪一种情形", [(f"{code} {SHORT[code]}", code) for code in BY_HAND])
    words: str = ask.text(
        "情况说明",
        limit=1000,
        hint="写清楚什么时间、在哪里、怎么知道的。机构看不到这段话。",
        example="11月3日现场核查时，发现某某公司的应急预案写的是另一家企业的名称",
    )
    photos: tuple[str, ...] = ask.files("照片或文件", optional=True)

    def save(self, store: Store, author: Actor) -> Candidate:
        own(store, author, Agency, self.agency_id, "agency_id")
        made = candidates.open_candidate(
            store, self.agency_id, self.code, Origin.PERSON, self.words, (), self.photos
        )
        assert made is not None
        return made

    def after(self, store: Store, author: Actor, record: Candidate) -> list[str]:
        return ["机构看不到这个情形；决定约谈并安排以后才会通知机构。"]

    def onward(self, record: Candidate) -> tuple[Choice, ...]:
        return (Choice("去决定", press("talk.cand", record.id)),)


def known(candidate: Candidate) -> dict[str, Any]:
    """What is decided on is what was seen: later evidence has to be looked at first."""
    origin, seen = candidate.origin.value, str(candidate.revision)
    return {"candidate": candidate.id, "origin": origin, "seen": seen}


def is_signal(answers: Answers) -> bool:
    return answers.get("origin") == Origin.SIGNALS.value


class DecideForm(Form, name="talk.decide", title="决定是否约谈", roles={Role.SUPERVISOR}):
    candidate: str = ask.carried()
    origin: str = ask.carried()
    seen: str = ask.carried()
    verified: str | None = ask.text(
        "怎样核实的？",
        when=is_signal,
        limit=500,
        hint="疑点只是提示，不能直接作为认定；请写明核实的方式和结果。",
        example="调阅了两次服务的原始照片，并电话询问了两家企业",
    )
    harm: bool = ask.yes_no(QUESTIONS[0])
    minor: bool = ask.yes_no(QUESTIONS[1])
    needed: bool = ask.yes_no(QUESTIONS[2])
    outcome: Outcome = ask.one_of("决定", [(name, one) for one, name in OUTCOME_NAMES.items()])
    grounds: str = ask.text(
        "理由", limit=500, hint="移送的，写明移送给谁、依据是什么。", example="情节轻微，已当场改正"
    )

    def check(self) -> None:
        if self.outcome is Outcome.TALK and not self.needed:
            raise Invalid("选了约谈，前面却答没有必要谈话，请改其中一处。", field="outcome")

    def _candidate(self, store: Store) -> Candidate:
        found = store.get(Candidate, self.candidate)
        if found is None or found.withdrawn_at is not None:
            raise Invalid("记录已经更正，这个情形不在了，不用再决定。")
        if found.talk_id is not None:
            raise Invalid("这个情形已经安排了约谈，不能再改决定。")
        if str(found.revision) != self.seen:
            raise Invalid(CHANGED)
        return found

    def save(self, store: Store, author: Actor) -> Candidate:
        weighed: dict[str, Any] = {"harm": self.harm, "minor": self.minor, "needed": self.needed}
        if self.verified:
            weighed["verified"] = self.verified
        found = self._candidate(store)
        return candidates.decide(store, found, self.outcome, weighed, self.grounds)

    def warn(self, store: Store, author: Actor) -> list[str]:
        found = store.get(Candidate, self.candidate)
        if found is None:
            return []
        said = [candidate_line(store, found)]
        if found.outcome is not None:
            said.append(f"原来的决定是{OUTCOME_NAMES[found.outcome]}，提交后以这次为准。")
        return said

    def onward(self, record: Candidate) -> tuple[Choice, ...]:
        back = Choice("返回", press("talk.cand", record.id))
        if record.outcome is Outcome.TALK:
            return (Choice("安排约谈", press("talk.plan", record.of_agency_id)), back)
        return (back,)
