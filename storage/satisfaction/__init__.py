"""Satisfaction (item 25): who is asked, what they answer, and what comes of it."""

from storage.satisfaction.answering import (
    QUESTIONS,
    BallotSheet,
    OwnStaff,
    Paper,
    Question,
    Unanswerable,
    answer_ballot,
    ballot_sheet,
    give,
    is_staff,
    mine,
    open_ballots,
)
from storage.satisfaction.asking import (
    ask_after_visit,
    ask_client,
    ask_official,
    clients_to_ask,
    link_for,
    reachable,
    tell_of,
)
from storage.satisfaction.counted import ENOUGH, PartyStanding, everybody, standing, words_of
from storage.satisfaction.surveys import close, open_survey, reopen, survey_of

__all__ = [
    "ENOUGH",
    "QUESTIONS",
    "BallotSheet",
    "OwnStaff",
    "Paper",
    "PartyStanding",
    "Question",
    "Unanswerable",
    "answer_ballot",
    "ask_after_visit",
    "ask_client",
    "ask_official",
    "ballot_sheet",
    "clients_to_ask",
    "close",
    "everybody",
    "give",
    "is_staff",
    "link_for",
    "mine",
    "open_ballots",
    "open_survey",
    "reachable",
    "reopen",
    "standing",
    "survey_of",
    "tell_of",
    "words_of",
]
