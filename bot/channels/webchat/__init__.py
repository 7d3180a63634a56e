"""The web chat: a page for people without a messenger, and an aiogram session that sends to it."""

from bot.channels.webchat.seams import (
    CHANNEL,
    Arrivals,
    Body,
    CannotListen,
    Closed,
    Doors,
    Entry,
    FileStore,
    Invitation,
    Login,
    MessageLog,
    Persona,
)
from bot.channels.webchat.server import WebChat
from bot.channels.webchat.session import WebChatSession, web_bot

__all__ = [
    "CHANNEL",
    "Arrivals",
    "Body",
    "CannotListen",
    "Closed",
    "Doors",
    "Entry",
    "FileStore",
    "Invitation",
    "Login",
    "MessageLog",
    "Persona",
    "WebChat",
    "WebChatSession",
    "web_bot",
]
