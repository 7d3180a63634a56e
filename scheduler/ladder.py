"""A reminder is data: what is due, in which words, and who hears of it when."""

from dataclasses import dataclass
from datetime import date, timedelta

from storage.due import Due, Source
from storage.due.wording import spoken
from storage.organisation import ROLE_NAMES, Role


@dataclass(frozen=True)
class Rung:
    """So many days after the due day (negative: before it), these roles hear."""

    days: int
    roles: tuple[Role, ...]

    @property
    def name(self) -> str:
        """How the rung stands in the key of what was told."""
        return f"{self.days:+d}"

    def day(self, due: date) -> date:
        return due + timedelta(days=self.days)

    @property
    def why(self) -> str:
        """The rung in words, for whoever asks why somebody is told."""
        who = "、".join(ROLE_NAMES[role] for role in self.roles)
        if self.days == 0:
            return f"当天提醒{who}"
        return f"{'逾期' if self.days > 0 else '提前'}{abs(self.days)}天提醒{who}"


def before(days: int, *roles: Role) -> Rung:
    return Rung(-days, roles)


def on_the_day(*roles: Role) -> Rung:
    return Rung(0, roles)


def overdue(days: int, *roles: Role) -> Rung:
    return Rung(days, roles)


@dataclass(frozen=True)
class Reminder:
    """``text`` says what is to be done, with the words of what is due; how far off its day is
    follows it (``late`` says it of a missed one). ``opens`` names a form, or ``inspection`` or
    ``score``; ``button`` is what the button says."""

    name: str
    title: str
    source: Source
    text: str
    opens: str
    ladder: tuple[Rung, ...]
    button: str = "去登记"
    late: str = "已逾期{days}天"

    def says(self, due: Due, today: date) -> str:
        words = {
            name: spoken(word, today) if isinstance(word, date) else word
            for name, word in due.words.items()
        }
        return self.text.format_map(words)
