"""A form is a dataclass that asks its own fields; nothing pure in here knows a messenger, a clock or a database."""
