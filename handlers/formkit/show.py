"""A place of a conversation as a view: the question, its choices, and the ways on and back."""

from dataclasses import dataclass
from typing import Any

from handlers.formkit.draft import CANCEL, Draft, Mode
from handlers.formkit.form import Form
from handlers.formkit.places import Spot, asked, behind, entry_at, group_at, obstacle, spot
from handlers.formkit.question import ABSENT, Answers, Asking, Button, Json, Question, Rows, stack
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut
from handlers.formkit.world import World

_MODES = {Mode.NEW: "", Mode.AMEND: "更正 · ", Mode.WITHDRAW: "作废 · "}
_BACK, _CANCEL = Button("上一步", "back"), Button("取消", "cancel")


@dataclass(frozen=True)
class Panel:
    """A view before its buttons are numbered and stamped with the draft's id and revision."""

    title: str
    lines: tuple[str, ...]
    rows: Rows
    numbered: bool = True

    @property
    def offered(self) -> tuple[Json, ...]:
        return tuple(b.value for row in self.rows for b in row if b.action == "pick")

    def view(self, draft: Draft, said: tuple[str, ...]) -> View:
        picks = iter(range(len(self.offered)))
        rows = tuple(tuple(_choice(b, picks, draft) for b in row) for row in self.rows)
        text = "\n".join(line for line in (*said, *self.lines) if line)
        return View(text, rows, title=self.title, numbered=self.numbered)


def _choice(button: Button, picks: Any, draft: Draft) -> Choice:
    action = f"pick.{next(picks)}" if button.action == "pick" else button.action
    return Choice(button.label, press(f"form.{action}", draft.id, draft.revision))


def show(form: type[Form], draft: Draft, world: World) -> View:
    """The current place, as its buttons stand."""
    return panel(form, draft, world).view(draft, ())


def panel(form: type[Form], draft: Draft, world: World, guesses: tuple[Any, ...] = ()) -> Panel:
    if draft.at == CANCEL:
        return _leaving(form)
    here = spot(form, draft, draft.at)
    if here is not None:
        return _question(form, draft, here, asking(draft, here, world, guesses))
    if len(draft.at) == 2:
        return _entry(form, draft, world)
    return _review(form, draft, world)


def asking(draft: Draft, here: Spot, world: World, guesses: tuple[Any, ...] = ()) -> Asking:
    return Asking(
        world,
        here.answer,
        {**draft.answers, **here.answers},
        draft.page,
        draft.search,
        draft.month,
        draft.offered,
        guesses,
    )


def _question(form: type[Form], draft: Draft, here: Spot, now: Asking) -> Panel:
    question = here.question
    lines = [
        question.label + ("（选填）" if question.optional else ""),
        question.hint,
        question.expected(),
        f"例如：{question.example}" if question.example else "",
        *question.body(now),
    ]
    rows = (*_answers(question, now), *_ways(form, draft, here, now))
    heading = f"{_heading(form, draft)} · 第{here.number}/{len(here.order)}步"
    return Panel(heading, tuple(lines), rows, question.numbered)


def _answers(question: Question, now: Asking) -> Rows:
    """The choices of a numbered question come first, so that a typed number is theirs."""
    keep = [Button("保留", "keep")] if question.keeps(now) else []
    likely = question.likely(now)
    if question.numbered:
        return (*stack(likely), *question.buttons(now), *stack(keep))
    return (*stack([*likely, *keep]), *question.buttons(now))


def _heading(form: type[Form], draft: Draft) -> str:
    group = group_at(form, draft, draft.at)
    if group and len(draft.at) > 1:
        return group.called(int(draft.at[1]))
    return titled(form, draft)


def titled(form: type[Form], draft: Draft) -> str:
    """更正 · 服务记录, where it is no new one."""
    return _MODES[draft.mode] + form.spec.title


def _ways(form: type[Form], draft: Draft, here: Spot, now: Asking) -> Rows:
    row = [_BACK] if behind(form, draft) else []
    if here.question.optional and (not now.answered or now.answer is None):
        row.append(Button("跳过", "skip"))
    if here.question.optional and here.question.keeps(now):
        row.append(Button("清空", "clear"))
    return ((*row, _CANCEL),)


def _leaving(form: type[Form]) -> Panel:
    return Panel(
        f"{form.spec.title} · 先停一下",
        ("要放弃这张表吗？放弃后已填的内容就没有了；“稍后再填”会替您留着。",),
        (
            (Button("继续填写", "resume"), Button("稍后再填", "park")),
            (Button("放弃", "discard"),),
        ),
    )


def row_of(question: Question, answers: Answers, world: World, limit: int = 200) -> str:
    """A question and its answer as one line of a review."""
    answer = answers.get(question.name, ABSENT)
    label = question.label.rstrip("？?")
    if answer is ABSENT:
        return f"{label}：（未填）"
    if answer is None:
        return f"{label}：（跳过）"
    said = question.words(answer, Asking(world, answer, answers))
    return f"{label}：{said if question.kind == 'group' else cut(said, limit)}"


def _warned(form: type[Form], draft: Draft, world: World) -> tuple[str, ...]:
    if world.warned is None:
        return ()
    return tuple(f"⚠ {said}" for said in world.warned(form.from_answers(draft.answers)))


def progress(form: type[Form], draft: Draft) -> str:
    """How far a draft is: 第4/7步."""
    here = spot(form, draft, draft.at[:1])
    return f"第{here.number}/{len(here.order)}步" if here else "等待提交"


def _rows_to_change(questions: tuple[Question, ...]) -> Rows:
    return stack([Button(cut(q.label.rstrip('？?')), f"edit.{i}") for i, q in enumerate(questions)])


def _entry(form: type[Form], draft: Draft, world: World) -> Panel:
    group, entry = group_at(form, draft, draft.at), entry_at(form, draft, draft.at)
    if group is None or entry is None:
        return _review(form, draft, world)
    questions = group.entry.spec.asked(entry)
    scope = {**draft.answers, **entry}
    lines = [f"{i}. {row_of(q, scope, world)}" for i, q in enumerate(questions, 1)]
    return Panel(
        _heading(form, draft),
        (*lines, "点一行可以修改，也可以打它的序号。"),
        (
            *_rows_to_change(questions),
            (Button("返回", "back"), Button("删除这一条", "drop"), _CANCEL),
        ),
    )


def _review(form: type[Form], draft: Draft, world: World) -> Panel:
    questions = asked(form, draft)
    lines = [f"{i}. {row_of(q, draft.answers, world)}" for i, q in enumerate(questions, 1)]
    if draft.mode is Mode.WITHDRAW:
        held = (q for q in form.spec.asked(draft.answers) if draft.answers.get(q.name))
        lines = [*(row_of(q, draft.answers, world) for q in held), *lines]
    lead = {
        Mode.NEW: "请核对，点一行可以修改，也可以打它的序号；没有问题就提交。",
        Mode.AMEND: "点要更正的一行，也可以打它的序号；改好后提交。原来的内容会留在记录里。",
        Mode.WITHDRAW: "作废以后这份记录不再有效，也不再计分；内容仍然可以查看。",
    }[draft.mode]
    fault = obstacle(form, draft)
    last = (f"还不能提交：{fault.sentence}",) if fault and draft.mode is Mode.NEW else ()
    warned = () if fault or draft.mode is Mode.WITHDRAW else _warned(form, draft, world)
    submit = Button("确认作废" if draft.mode is Mode.WITHDRAW else "提交", "submit")
    back = (_BACK,) if behind(form, draft) else ()
    return Panel(
        f"核对 · {titled(form, draft)}",
        (*lines, *warned, *last, lead),
        (*_rows_to_change(questions), (submit, *back, _CANCEL)),
    )
