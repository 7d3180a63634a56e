"""A wrong answer is told in one sentence, if possible with the answer that was probably meant."""

from typing import Any


class Invalid(Exception):
    """The sentence a person reads. ``guesses`` are likely right values, offered as buttons;
    ``field`` names the question to go to when a finished form contradicts itself."""

    def __init__(self, sentence: str, *, guesses: tuple[Any, ...] = (), field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.guesses = guesses
        self.field = field
