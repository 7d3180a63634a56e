"""The one exception of a file that is not taken, apart so that every check may raise it."""


class NotTaken(Exception):
    """Why a file was not taken: the sentence its sender reads."""
