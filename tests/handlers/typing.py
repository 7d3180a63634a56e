"""Walks a form the way a person on a text-only phone does: by typing what the view offers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from handlers.formkit.draft import Draft, Mode
from handlers.formkit.events import Event, Pressed, Sent, SentFile, Typed
from handlers.formkit.form import Form
from handlers.formkit.places import spot
from handlers.formkit.question import Answers, Json, Question
from handlers.formkit.step import Outcome, begin, resume, step
from handlers.formkit.view import pick
from handlers.formkit.world import PAGE_SIZE, Need, Page, World
from tests.bot.wecom.usable import usable

TODAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
Records = Callable[[Need], list[tuple[str, str]]]


def some_records(need: Need) -> list[tuple[str, str]]:
    """Twenty of every source: 嘉兴clients01, 嘉兴clients02, …"""
    return [(f"{need.source}-{n}", f"嘉兴{need.source}{n:02}") for n in range(1, 21)]


def answered(need: Need, records: Records) -> Page:
    found = [option for option in records(need) if need.search in option[1]]
    page = min(need.page or 0, max(0, (len(found) - 1) // PAGE_SIZE))
    return Page(tuple(found[page * PAGE_SIZE :][:PAGE_SIZE]), len(found), page)


def with_needs(run: Callable[[World], Outcome], records: Records = some_records) -> Outcome:
    """Run against a world that learns, round by round, what the run lacked."""
    world = World(NOW, TODAY)
    for _round in range(8):
        dry = replace(world, missing=set())
        outcome = run(dry)
        if not dry.missing:
            return outcome
        world = replace(
            world,
            options={**world.options, **{n: answered(n, records) for n in dry.missing}},
            labels={
                **world.labels,
                **{(n.source, v): f"{n.source} {v}" for n in dry.missing for v in n.selected},
            },
        )
    raise AssertionError(f"the needs never end: {dry.missing}")


class Talk:
    """A conversation in memory: what it shows, and ways to answer."""

    def __init__(
        self,
        form: type[Form],
        *,
        mode: Mode = Mode.NEW,
        preset: Answers | None = None,
        records: Records = some_records,
    ) -> None:
        self.form, self.records = form, records
        self.take(begin(form, "d" * 36, mode=mode, preset=preset))

    def take(self, draft: Draft) -> Outcome:
        return self.keep(with_needs(lambda w: resume(self.form, draft, w), self.records))

    def keep(self, outcome: Outcome) -> Outcome:
        self.last, self.draft, self.view = outcome, outcome.draft, outcome.view
        usable(self.view)
        return outcome

    def do(self, event: Event) -> Outcome:
        draft = self.draft
        return self.keep(with_needs(lambda w: step(self.form, draft, event, w), self.records))

    def type(self, text: str) -> Outcome:
        """As dispatch does: a label or number of the view is a press on it."""
        chosen = pick(self.view.choices, self.view.numbered, text)
        pressed = Pressed.parse(chosen.data) if chosen else None
        return self.do(pressed or Typed(text))

    def press(self, label: str) -> Outcome:
        data = next(c.data for c in self.view.choices if c.label == label)
        pressed = Pressed.parse(data)
        assert pressed is not None
        return self.do(pressed)

    def send(self, *names: str, refused: tuple[str, ...] = ()) -> Outcome:
        files = tuple(SentFile(n * 8, f"{n}.jpg", "image/jpeg", 1000) for n in names)
        return self.do(Sent(files, refused=refused))

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.view.choices]

    @property
    def question(self) -> Question | None:
        here = spot(self.form, self.draft, self.draft.at)
        return here.question if here else None

    def answer(self, name: str) -> Json:
        return self.draft.answers.get(name)


TYPED = {
    "count": "3",
    "amount": "12000.50",
    "yes_no": "1",
    "day": "昨天",
    "one_of": "1",
    "several": "1",
    "lookup": "2",
}


def walk(talk: Talk, given: dict[str, str] | None = None, *, fill: bool = True) -> Outcome:
    """Fill the form in by typing alone, to the submitted end. ``given`` maps a question's name to
    what is typed there (else something fitting its kind); without ``fill`` the optional is skipped.
    """
    given = given or {}
    for _event in range(300):
        question = talk.question
        if talk.last.submit:
            return talk.last
        if question is None:
            words = ("提交", "确认作废", "返回", "继续填写")
            talk.type(next(word for word in words if word in talk.labels))
        else:
            _answer(talk, question, given, fill)
    raise AssertionError(f"no end in sight at {talk.draft.at}: {talk.view.text}")


def _answer(talk: Talk, question: Question, given: dict[str, str], fill: bool) -> None:
    if question.name in given:
        talk.type(given[question.name])
    elif question.optional and not fill:
        talk.type("跳过")
    elif talk.draft.search:
        talk.type("看全部")
    elif question.kind == "files":
        talk.send("照片")
        talk.type("完成上传")
    elif question.kind == "several":
        talk.type(TYPED["several"])
        talk.type("完成选择")
    elif question.kind == "group":
        talk.type("完成" if talk.answer(question.name) else "添加")
    else:
        example = question.example or "按要求已经做了"
        talk.type(TYPED.get(question.kind, example))
