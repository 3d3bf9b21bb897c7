"""Who is welcomed in which words, with what, and when: at an hour at which people are written to, not all at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.etiquette import Manners, next_welcome
from bot.rules.nudges import LEADS, Kind

COACH, LEADER, COORDINATOR = "coach", "leader", "coordinator"
WORDS_OF = {COACH: COACH, LEADER: LEADER, **dict.fromkeys(LEADS, COORDINATOR)}
ORDER = (COORDINATOR, COACH, LEADER)
# It has no place in a message of reminders, and can't be stopped: it is said once.
WELCOME = Kind("welcome", "The welcome", "You are new here.", (), tuple(WORDS_OF))
APART = timedelta(seconds=1)  # between two people's welcomes

Part = tuple[str, str]  # a heading, and what stands below it


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a welcome names. pairs: (the other one, school) of a leader or coach; cap: reminders a week, at most.

    words: the program's own on confidentiality; portfolio: coordinators read its session logs.
    """

    role: str
    programme: str
    words: str
    cap: int
    portfolio: bool = False
    pairs: tuple[tuple[str, str], ...] = ()


def welcome_at(manners: Manners, now: datetime, place: int) -> datetime:
    """When the next person is welcomed who has so many before them."""
    turn = now + place * APART
    at = next_welcome(WELCOME, manners, turn)
    if at is None or at == turn:
        return turn
    return next_welcome(WELCOME, manners, at + place * APART) or at
