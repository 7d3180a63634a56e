"""Carries conversations through the store: drafts in and out, rights, submission, what is said."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from handlers.formkit import places
from handlers.formkit.carry import carry_over
from handlers.formkit.draft import CANCEL, REVIEW, Draft, Mode
from handlers.formkit.elsewhere import ELSEWHERE, answered_elsewhere
from handlers.formkit.events import Event, Pressed, Typed
from handlers.formkit.fetching import in_world
from handlers.formkit.form import Form
from handlers.formkit.invalid import Invalid
from handlers.formkit.opening import acting_as, allow, open_form, subject_of
from handlers.formkit.questions import Files
from handlers.formkit.receipt import MENU
from handlers.formkit.show import progress, titled
from handlers.formkit.step import OUTDATED, Outcome, resume, step
from handlers.formkit.submission import Scoring, submit, submitted
from handlers.formkit.view import Choice, View, press
from handlers.formkit.wording import cut, say_moment
from handlers.turn import Refused, Turn
from storage import drafts
from storage.drafts import KeptDraft
from storage.store import ZONE

NOTHING_OPEN = View("现在没有正在填的表。", ((MENU,),))
GONE = "这份记录已经作废，不用再改了。"

__all__ = ["Conversations", "open_form"]


class Conversations:
    """The handlers of the forms it is given: ``handle`` for presses on form.*, ``otherwise`` for
    whatever else is said while a form is in progress, ``cancel`` for the word everywhere."""

    def __init__(self, forms: Iterable[type[Form]], scoring: Scoring | None = None) -> None:
        self.forms = {form.spec.name: form for form in forms}
        self.scoring = scoring

    def in_progress(self, turn: Turn) -> bool:
        return drafts.active_draft(turn.store, turn.actor.id) is not None

    def wants_files(self, turn: Turn) -> bool:
        """Whether the form in progress asks for photos or files just now."""
        kept = drafts.active_draft(turn.store, turn.actor.id)
        form = self.forms.get(kept.form) if kept else None
        if kept is None or form is None:
            return False
        draft, _changed = carry_over(form, Draft.from_json(kept.state))
        here = places.spot(form, draft, draft.at)
        return here is not None and isinstance(here.question, Files)

    def handle(self, turn: Turn) -> None:
        event = turn.event
        if not isinstance(event, Pressed):
            return self.otherwise(turn)
        action, _, argument = event.action.removeprefix("form.").partition(".")
        match action:
            case "open":
                self._open(turn, event.id)
            case "continue" | "leave":
                self.continue_draft(turn, event.id, leave=action == "leave")
            case "amend" | "withdraw":
                self._reopen(turn, argument, event.id, Mode(action))
            case _:
                self._converse(turn, event)

    def otherwise(self, turn: Turn) -> None:
        if not self.take(turn):
            turn.say(NOTHING_OPEN)

    def take(self, turn: Turn) -> bool:
        """Give what was said to the form in progress; False where there is none."""
        kept = drafts.active_draft(turn.store, turn.actor.id)
        if kept is not None and answered_elsewhere(turn, kept):
            self.continue_draft(turn, kept.id, said=ELSEWHERE)
        elif kept is not None:
            self._go_on(turn, kept, turn.event)
        return kept is not None

    def cancel(self, turn: Turn) -> None:
        """取消 and /cancel, wherever one is."""
        self._converse(turn, Typed("取消"))

    def continue_draft(
        self, turn: Turn, id: str = "", *, leave: bool = False, said: str = ""
    ) -> None:
        """Take up a draft again, the active one by default; ``leave``: ask about giving it up."""
        kept = drafts.get_draft(turn.store, id) if id else None
        kept = kept or drafts.active_draft(turn.store, turn.actor.id)
        if kept is None or kept.person_id != turn.actor.id:
            return turn.say(View("这张表已经提交或放弃了。", ((MENU,),)))
        form = self._form_of(turn, kept)
        if form is None:
            return None
        drafts.activate(turn.store, kept)
        draft, changed = carry_over(form, Draft.from_json(kept.state))
        if leave:
            draft = draft.went(CANCEL)
        said = changed or said
        self._keep(turn, kept, in_world(turn, lambda world: resume(form, draft, world, said)))

    def go_on(self, turn: Turn) -> None:
        """继续, wherever one is: back to the form in progress, else to the one left last."""
        kept = drafts.active_draft(turn.store, turn.actor.id)
        if kept is not None and Draft.from_json(kept.state).at == CANCEL:
            return self._go_on(turn, kept, turn.event)
        left = drafts.drafts_of(turn.store, turn.actor.id)
        mine = kept or next((one for one in left if acting_as(turn, one)), None)
        return self.continue_draft(turn, mine.id) if mine else turn.say(NOTHING_OPEN)

    def beside(self, handler: Callable[[Turn], None]) -> Callable[[Turn], None]:
        """A word said in the midst of a form: what it shows has a way back to the form."""

        def handle(turn: Turn) -> None:
            handler(turn)
            kept = drafts.active_draft(turn.store, turn.actor.id)
            form = self.forms.get(kept.form) if kept else None
            if kept is None or form is None or not turn.said:
                return
            view, edits = turn.said[-1]
            way = Choice(cut(f"继续：{form.spec.title}"), press("form.continue", kept.id))
            turn.said[-1] = replace(view, rows=(*view.rows, (way,))), edits

        return handle

    def describe(self, kept: KeptDraft, now: datetime) -> str:
        """A draft in the list of those one may continue: 服务记录（第4/7步，昨天 16:20）."""
        form = self.forms.get(kept.form)
        if form is None:
            return kept.form
        draft, _changed = carry_over(form, Draft.from_json(kept.state))
        at = say_moment(kept.changed_at.astimezone(ZONE), now.astimezone(ZONE).date())
        return f"{titled(form, draft)}（{progress(form, draft)}，{at}）"

    def _open(self, turn: Turn, name: str) -> None:
        form = self.forms.get(name)
        if form is None:
            return turn.say(View("这个按钮已过期，请从菜单重新打开。", ((MENU,),)))
        return open_form(turn, form)

    def _reopen(self, turn: Turn, name: str, id: str, mode: Mode) -> None:
        form = self.forms.get(name)
        if form is None:
            return self._open(turn, name)
        allow(turn, form)
        subject = subject_of(turn, form, id)
        if subject is None:
            return turn.say(View(GONE, ((MENU,),)))
        for kept in drafts.drafts_of(turn.store, turn.actor.id):
            same = (kept.state.get("subject"), kept.state.get("mode"), kept.form)
            if same == (id, mode, name) and acting_as(turn, kept):
                return self.continue_draft(turn, kept.id)
        return open_form(turn, form, subject, mode=mode)

    def _form_of(self, turn: Turn, kept: KeptDraft) -> type[Form] | None:
        """The form of a draft this role may go on with; says why not, where not."""
        form = self.forms.get(kept.form)
        if form is None:
            turn.say(View("这张表现在不用了，内容替您留着。请从菜单选择。", ((MENU,),)))
            drafts.park(turn.store, turn.actor.id)
            return None
        if not acting_as(turn, kept):
            raise Refused(f"“{form.spec.title}”是以另一个身份填的，请先切换身份再继续。")
        allow(turn, form)
        return form

    def _converse(self, turn: Turn, event: Event) -> None:
        kept = drafts.active_draft(turn.store, turn.actor.id)
        if isinstance(event, Pressed) and (kept is None or event.id != kept.id):
            return self._elsewhere(turn, event, kept)
        if kept is None:
            return turn.say(NOTHING_OPEN)
        return self._go_on(turn, kept, event)

    def _go_on(self, turn: Turn, kept: KeptDraft, event: Event) -> None:
        form = self._form_of(turn, kept)
        if form is None:
            return None
        draft, changed = carry_over(form, Draft.from_json(kept.state))
        if changed:
            return self._keep(
                turn, kept, in_world(turn, lambda world: resume(form, draft, world, changed))
            )
        outcome = in_world(turn, lambda world: step(form, draft, event, world))
        if outcome.toast:
            turn.toast(outcome.toast)
        if outcome.cancelled or outcome.parked:
            return self._leave(turn, form, kept, outcome)
        if outcome.submit:
            return self._submit(turn, form, kept, outcome)
        return self._keep(turn, kept, outcome)

    def _elsewhere(self, turn: Turn, event: Pressed, kept: KeptDraft | None) -> None:
        """A press that belongs to no form in progress: submitted already, set aside, or forged."""
        done = submitted(turn.store, self.forms, event.id)
        aside = drafts.get_draft(turn.store, event.id)
        if done is not None:
            turn.toast(done.text.replace("\n", " "))
            return None if turn.pressed else turn.say(done)
        if aside is not None and aside.person_id == turn.actor.id:
            ways = Choice("继续填写", press("form.continue", aside.id))
            return turn.say(View(f"{self.describe(aside, turn.now)}已放在一边。", ((ways, MENU),)))
        turn.toast(OUTDATED if kept else "这个按钮已过期")
        return self.continue_draft(turn) if kept else turn.say(View("请从菜单开始。", ((MENU,),)))

    def _keep(self, turn: Turn, kept: KeptDraft, outcome: Outcome) -> None:
        after = outcome.draft
        if after.revision != kept.revision:
            drafts.save_draft(turn.store, kept, after.to_json(), after.revision)
        turn.say(outcome.view)

    def _leave(self, turn: Turn, form: type[Form], kept: KeptDraft, outcome: Outcome) -> None:
        if outcome.cancelled:
            drafts.drop_draft(turn.store, kept.id)
            return turn.say(View(f"已放弃“{form.spec.title}”。", ((MENU,),)))
        back = places.behind(form, outcome.draft) or outcome.draft
        drafts.save_draft(turn.store, kept, back.to_json(), back.revision)
        drafts.park(turn.store, turn.actor.id)
        ways = Choice("继续填写", press("form.continue", kept.id))
        text = f"“{form.spec.title}”已替您留着，发“开始”可以接着填。"
        return turn.say(View(text, ((ways, MENU),)))

    def _submit(self, turn: Turn, form: type[Form], kept: KeptDraft, outcome: Outcome) -> None:
        draft = outcome.draft
        subject = subject_of(turn, form, draft.subject) if draft.subject else None
        if draft.subject and subject is None:
            drafts.drop_draft(turn.store, kept.id)
            return turn.say(View(GONE, ((MENU,),)))
        if subject is not None and subject.revision != draft.seen:
            return self._overtaken(turn, form, kept, replace(draft, seen=subject.revision))
        try:
            view = submit(turn, form, draft, subject, self.scoring)
        except Invalid as wrong:
            at = (wrong.field,) if form.spec.question(wrong.field) else REVIEW
            return self._again(turn, form, kept, draft.went(at), f"还不能提交：{wrong.sentence}")
        drafts.drop_draft(turn.store, kept.id)
        return turn.say(view)

    def _overtaken(self, turn: Turn, form: type[Form], kept: KeptDraft, draft: Draft) -> None:
        said = "您打开以后，有人更正过这份记录。请核对；再提交一次就以您填的为准。"
        self._again(turn, form, kept, draft, said)

    def _again(
        self, turn: Turn, form: type[Form], kept: KeptDraft, draft: Draft, said: str
    ) -> None:
        outcome = in_world(turn, lambda world: resume(form, draft, world, said))
        self._keep(turn, kept, outcome)
