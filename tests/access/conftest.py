"""The page that is asked for its routes: the web chat's own stage."""

from tests.bot.webchat.conftest import clock, http, stage

__all__ = ["clock", "http", "stage"]
