"""A person: what their accounts, memberships and drafts hang on."""

from storage.entity import Record, stored


@stored("person", "人员", "")
class Person(Record):
    """``acting_id`` is the membership that the person chose to act in, where they have several."""

    name: str
    phone: str | None = None
    acting_id: str | None = None
