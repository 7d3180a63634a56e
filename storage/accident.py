"""Fatal production accidents at clients, and the confirmation of their register (item 23)."""

from datetime import date
from typing import Annotated

from storage.entity import Key, Record, stored


@stored("accident", "生产安全死亡事故", "SG", ("agency_id", "on"))
class Accident(Record):
    """A supervisor's entry: an accident, not its deaths, is what item 23 counts."""

    agency_id: Annotated[str, Key("agency")]
    client_id: Annotated[str, Key("client")]
    on: date
    deaths: int | None = None
    note: str | None = None


@stored("accident_register", "事故登记确认", "SQ", ("agency_id", "until"))
class AccidentRegister(Record):
    """A supervisor's word that the register is complete for an agency up to a day (included)."""

    agency_id: Annotated[str, Key("agency")]
    cycle_id: Annotated[str, Key("cycle")]
    until: date
