"""A form is a dataclass that asks its own fields; only ``runner`` knows a store.

    class Hazard(Entry):
        place: str = ask.text("隐患位置", example="二楼配电间")
        deadline: date | None = ask.day("整改期限", optional=True, future=True)

        def title(self) -> str:
            return self.place

    class VisitForm(Form, name="visit", title="服务记录", roles={Role.AGENCY}, record=Visit):
        client_id: str = ask.lookup("委托单位", source="clients")
        day: date = ask.day("服务日期")
        hazards: tuple[Hazard, ...] = ask.group("发现的隐患", Hazard, none="未发现隐患")

What the class says is in ``VisitForm.spec`` (name, title, roles, record, items, questions,
fingerprint). See ``ask`` for the questions and ``form.Form`` for the methods a form may override:
check, save, amend, withdraw, prefill, opening, warn, after, onward.

``step`` is the pure machine (``begin``, ``resume``, ``step``, ``needs`` over a ``Draft`` and a
``World``); ``runner`` carries it through the store: ``open_form(turn, form, subject, preset)`` and
``Conversations(FORMS, scoring)`` with handle, otherwise, cancel, continue_draft, describe.
"""

from handlers.formkit import ask
from handlers.formkit.form import Entry, Form
from handlers.formkit.invalid import Invalid
from handlers.formkit.question import Answers
from handlers.formkit.world import World

group = ask.group

__all__ = ["Answers", "Entry", "Form", "Invalid", "World", "ask", "group"]
