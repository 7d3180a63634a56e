"""The two forms of a survey: a respondent's marks, and who at the departments is to be asked."""

from handlers.belonging import own
from handlers.formkit import Answers, Form, Invalid, ask
from handlers.formkit.view import Choice, press
from handlers.satisfaction.forward import forward_lines
from handlers.satisfaction.mark import mark
from handlers.turn import Actor, Refused
from storage import satisfaction
from storage.agency import Agency
from storage.cycle import Cycle, Participation, cycle_at
from storage.link import Closed
from storage.organisation import Role
from storage.satisfaction import QUESTIONS
from storage.store import Store
from storage.survey import PARTY_NAMES, Ballot, Party

NOT_YOURS = "这份测评不是请您填的，或者已经结束。"


def ballot_of(store: Store, person_id: str, id: str) -> Ballot:
    """Raises ``Refused`` unless this person is asked this, now."""
    found = next((one for one in satisfaction.mine(store, person_id) if one.id == id), None)
    if found is None:
        raise Refused(NOT_YOURS)
    return found


class BallotForm(
    Form,
    name="ballot",
    title="满意度测评",
    roles={Role.CLIENT, Role.INSPECTOR, Role.SUPERVISOR},
):
    ballot: str = ask.carried()
    quality: int = mark("quality")
    timely: int = mark("timely")
    conduct: int = mark("conduct")
    overall: int = mark("overall")
    words: str | None = ask.text(
        "还想说的话", optional=True, limit=1000, hint="机构看不到是谁说的。"
    )

    def save(self, store: Store, author: Actor) -> Ballot:
        asked = ballot_of(store, author.id, self.ballot)
        marks = {each.name: getattr(self, each.name) for each in QUESTIONS}
        try:
            return satisfaction.give(store, asked, marks, self.words, by_person=author.id)
        except Closed as closed:
            raise Refused(str(closed)) from None

    def warn(self, store: Store, author: Actor) -> list[str]:
        asked = store.get(Ballot, self.ballot)
        agency = store.get(Agency, asked.agency_id) if asked else None
        return [f"评价的是{agency.name}；机构看不到是谁打的分。"] if agency else []

    def after(self, store: Store, author: Actor, record: Ballot) -> list[str]:
        return ["谢谢！测评结束前可以发“满意度”修改，以最后一次为准。"]

    def onward(self, record: Ballot) -> tuple[Choice, ...]:
        return (Choice("我的测评", press("sat.mine")),)


def some(answers: Answers) -> bool:
    return answers.get("everyone") is False


class OfficialForm(Form, name="survey_official", title="请部门评价", roles={Role.SUPERVISOR}):
    party: Party = ask.one_of(
        "哪一级", [(PARTY_NAMES[party], party) for party in (Party.COUNTY, Party.TOWN)]
    )
    department: str = ask.text("部门名称", limit=60, example="秀洲区应急管理局")
    name: str = ask.text("姓名", limit=40, example="朱国平")
    everyone: bool = ask.yes_no("评价哪些机构", yes="全部参评机构", no="选几家")
    agencies: tuple[str, ...] | None = ask.several("机构", source="agencies", when=some)

    def save(self, store: Store, author: Actor) -> Ballot:
        cycle = running(store)
        joined = [one.agency_id for one in store.find(Participation, cycle_id=cycle.id)]
        for id in self.agencies or ():
            own(store, author, Agency, id, "agencies")
            if id not in joined:
                raise Invalid("选的机构里有没参加本次评定的，请去掉。", field="agencies")
        if not joined:
            raise Invalid("还没有参评机构，请先登记“参加评定”。")
        chosen = joined if self.everyone else self.agencies or ()
        asked = [
            satisfaction.ask_official(store, cycle, id, self.party, self.department, self.name)
            for id in chosen
        ]
        return asked[0]

    def after(self, store: Store, author: Actor, record: Ballot) -> list[str]:
        count = len(self.agencies or ()) or len(
            store.find(Participation, cycle_id=record.cycle_id)
        )
        return [
            f"已请{self.name}评价{count}家机构。",
            *forward_lines(store, record),
        ]

    def onward(self, record: Ballot) -> tuple[Choice, ...]:
        return (Choice("满意度测评", press("sat.home")),)


def running(store: Store) -> Cycle:
    """The cycle whose survey runs. Raises ``Invalid``."""
    cycle = cycle_at(store)
    survey = satisfaction.survey_of(store, cycle.id) if cycle else None
    if cycle is None or survey is None:
        raise Invalid("满意度测评还没有开始，请先从“满意度测评”里开始。")
    if survey.closed_at is not None:
        raise Invalid("满意度测评已经结束，不能再请人评价。")
    return cycle
