"""What `/coachlog last …` asks for: `last Lincoln calls october`, `last 20`. What isn't known is handed back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.language.days import MONTHS, WEEKDAYS
from bot.language.names import name_words, names
from bot.language.spelling import spelled
from bot.language.words import Found, alike, masked
from bot.rules.lines import Pair
from bot.rules.lists import LAST, LAST_MAX, Asked, Span, Wanted, month_span, week_span
from bot.rules.setup import school_year

ASK_MAX = 200
_WORD = re.compile(r"[^\s,;·\0]+")
_SMALL_ONES = (
    "a an and at all any by contact contacts day days during entries for from i in log logged logs me my mine of on "
    "one ones our past please show the to up with"
)
_SMALL = frozenset(_SMALL_ONES.split())
_WORDS = {
    "visit": "visit visits visited onsite on-site",
    "session": "session sessions coaching",
    "call": "call calls phone phones called",
    "video": "video videos zoom",
    "email": "email emails e-mail e-mails mail mails",
    "text": "text texts message messages sms",
    "team_meeting": "team teams meeting meetings",
    "cohort": "cohort cohorts",
    "other": "other others else",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
# Words that say no more after the one before: phone calls, video calls, team meetings.
_FOLLOWS = {
    "call": "phone video zoom",
    "message": "text sms",
    "meeting": "team cohort video zoom",
    "session": "coaching cohort",
    "visit": "onsite on-site",
}
_SPANS = frozenset({"week", "month", "year"})


def is_list(words: str) -> bool:
    """Whether a command that begins with `last` asks for a list: "last Friday 40m call Lincoln" tells of a contact."""
    first, _, rest = words.strip().casefold().partition(" ")
    after = _WORD.findall(rest)
    return first == "last" and not (after and after[0].rstrip(".") in {*WEEKDAYS, "night", "nite"})


def find_pairs(words: str, pairs: Sequence[Pair]) -> tuple[tuple[int, ...], str]:
    """The own pairs that are named, fuzzily, all that fit equally well; and the words with the names masked."""
    plain = spelled(alike(words), name_words(pairs))
    found = names(plain.text, lambda start, end: words[plain.spots[start] : plain.spots[end]], pairs)
    return _common(found, pairs), masked(plain.text, found)


def _common(found: Sequence[Found], pairs: Sequence[Pair]) -> tuple[int, ...]:
    """The pairs that every name fits ("Lincoln, principal 14"), or else those that any of them does."""
    if not found:
        return ()
    every = frozenset[int]().union(*(one.value for one in found))
    ids = frozenset.intersection(*(frozenset(one.value) for one in found)) or every
    return tuple(pair.id for pair in pairs if pair.id in ids)


def read_asked(words: str, pairs: Sequence[Pair], today: date) -> Asked:
    """What is asked for. words: what follows `last`; pairs: the person's own, ended ones too. Never raises."""
    ids, rest = find_pairs(words[:ASK_MAX], pairs)
    reading = _Reading(_WORD.findall(rest), today)
    reading.read()
    wanted = Wanted(ids, reading.kind, reading.span)
    unread = [words[ASK_MAX:].strip()] if words[ASK_MAX:].strip() else []
    return Asked(wanted, min(reading.most or LAST, LAST_MAX), (*reading.unknown, *unread))


@dataclass(slots=True)
class _Reading:
    """The words that are left, read from the front."""

    words: list[str]
    today: date
    kind: str = ""
    span: Span | None = None
    most: int = 0
    unknown: list[str] = field(default_factory=list)
    at: int = 0

    def read(self) -> None:
        """Take each word by whoever knows it."""
        while self.at < len(self.words):
            word = self.words[self.at].strip(".!?\"'()")
            if not (word in _SMALL or not word or self._kind(word) or self._span(word) or self._count(word)):
                self.unknown.append(self.words[self.at])
            self.at += 1

    def _kind(self, word: str) -> bool:
        before = self.words[self.at - 1] if self.at else ""
        if self.kind and before in _FOLLOWS.get(word.removesuffix("s"), "").split():
            return True
        kind = _KINDS.get(word, "")
        if not kind or self.kind not in {"", kind}:
            return False
        self.kind = kind
        return True

    def _span(self, word: str) -> bool:
        span = self._said(word)
        if span is None or self.span not in {None, span}:
            return False
        self.span = span
        return True

    def _said(self, word: str) -> Span | None:
        following = self.words[self.at + 1] if self.at + 1 < len(self.words) else ""
        if word in {"this", "last"} and following in _SPANS:
            self.at += 1
            return self._of(following, back=int(word == "last"))
        if word in _SPANS:
            return self._of(word, back=int(self.at == 0))
        if word in {"today", "yesterday"}:
            day = self.today - timedelta(days=int(word == "yesterday"))
            return Span(day, day, word.capitalize())
        if word in MONTHS:
            return self._month(MONTHS[word], following)
        return self._year(int(word)) if re.fullmatch(r"20\d\d", word) else None

    def _of(self, unit: str, back: int) -> Span:
        if unit == "week":
            return week_span(self.today, back)
        if unit == "month":
            day = self.today.replace(day=1) - timedelta(days=back)
            return month_span(day.year, day.month)
        first, last = school_year(self.today - timedelta(days=365 * back))
        return Span(first, last, f"School year {first.year}–{last.year % 100:02d}")

    def _month(self, month: int, following: str) -> Span:
        """The newest such month that has begun, or the one of the year that follows."""
        if re.fullmatch(r"20\d\d", following):
            self.at += 1
            return month_span(int(following), month)
        return month_span(self.today.year - (month > self.today.month), month)

    def _year(self, year: int) -> Span:
        return Span(date(year, 1, 1), date(year, 12, 31), str(year))

    def _count(self, word: str) -> bool:
        if self.most or not re.fullmatch(r"[1-9]\d{0,2}", word):
            return False
        self.most = int(word)
        return True
