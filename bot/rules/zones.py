"""Finding an IANA zone by what people type: a city, a zone's name, or what the zone is called in the United States."""

from functools import lru_cache

from bot.rules.dates import is_zone, zone_names

CALLED = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "arizona": "America/Phoenix",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
}
FIRST = tuple(CALLED.values())
REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
MOST = 100


def spoken(name: str) -> str:
    """A zone as people in it say it: Eastern time, or its city's."""
    called = next((words for words, zone in CALLED.items() if zone == name), None)
    return f"{(called or name.rpartition('/')[2].replace('_', ' ')).title()} time"


def find_zones(typed: str, usual: str | None = None) -> list[str]:
    """Zone names that match what is typed, best first, at most 100. usual: offered first while nothing is typed."""
    wanted = " ".join(typed.replace("_", " ").casefold().split())
    if not wanted:
        return list(dict.fromkeys([*([usual] if usual and is_zone(usual) else []), *FIRST, *_places()]))[:MOST]
    called = [name for words, name in CALLED.items() if words.startswith(wanted) or wanted.startswith(words)]
    found = sorted((rank, name) for name, words in _spoken() if (rank := _rank(words, wanted)) is not None)
    exact = [typed.strip()] if is_zone(typed.strip()) else []
    return list(dict.fromkeys([*exact, *called, *(name for _, name in found)]))[:MOST]


def _rank(words: str, wanted: str) -> int | None:
    """How well a zone fits: its city begins so, a word of it does, or the words are in it; None: not at all."""
    if words.rpartition("/")[2].startswith(wanted):
        return 0
    if f" {wanted}" in words.replace("/", " "):
        return 1
    return 2 if wanted in words.replace("/", " ") or wanted in words else None


@lru_cache
def _places() -> tuple[str, ...]:
    return (*sorted(name for name in zone_names() if name.partition("/")[0] in REGIONS), "UTC")


@lru_cache
def _spoken() -> tuple[tuple[str, str], ...]:
    return tuple((name, name.replace("_", " ").casefold()) for name in _places())
