"""What a question names, as the one who asks calls it."""

from collections.abc import Collection, Iterable, Mapping

from bot.rules.answers import Pair, place_of
from bot.rules.questions import BY_COACH, BY_DISTRICT, Group


def names_of(wanted: Collection[int], pairs: Iterable[Pair], groups: Mapping[str, Group], view: str) -> tuple[str, ...]:
    """What a question names: coaches or districts as such where these pairs are all of theirs, else schools with the
    other one of the two."""
    held = {*wanted}
    for by in (BY_COACH, BY_DISTRICT):
        whole = {name: one.pairs for name, one in groups.items() if one.by == by and held.issuperset(one.pairs)}
        if len(held) > 1 and held == {one for ids in whole.values() for one in ids}:
            return tuple(sorted(whole))
    return tuple(dict.fromkeys(place_of(one, view) for one in pairs if one.id in held))
