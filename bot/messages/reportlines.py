"""The drafted lines of a status report: what the log shows, in a few words, and none of anybody's own."""

from collections.abc import Mapping, Sequence

from bot.frameworks import elements
from bot.rules.contacts import ACTIVITIES, KINDS, brief, hours
from bot.rules.counted import Counted
from bot.rules.dates import clock
from bot.rules.reportdrafts import MET, Draft, Planned
from bot.rules.reports import CONTACTS, FOCUS, LINE_MAX, NEXT, STEPS, VISITS
from bot.rules.visits import REASONS

COMING_SHOWN = 4


def lines_of(draft: Draft) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The lines a section's draft has: kind → (words, the contacts behind it)."""
    found = {
        VISITS: (visits_line(draft.figures), draft.met),
        CONTACTS: (_beside(draft), draft.beside),
        FOCUS: (_worked(draft), draft.worked),
        STEPS: (_steps(draft.figures), draft.agreed),
        NEXT: (_coming(draft.coming), ()),
    }
    return {kind: (words[:LINE_MAX], cites) for kind, (words, cites) in found.items() if words}


def visits_line(one: Counted) -> str:
    """Visits planned and held, with the hours that count; also where there was none."""
    said = [f"{_of(one)}, {hours(one.minutes)} h." if one.minutes else f"{_of(one)}."]
    said += [f"{count} {words}." for count, words in ((one.moved, "moved"), (one.phone, "by phone or video")) if count]
    if one.missed:
        said.append(f"{one.missed} missed: {_reasons(one.reasons)}.")
    if one.unexplained:
        said.append(f"{one.unexplained} not accounted for.")
    if one.closed:
        said.append(f"{one.closed} fell on {'a closed day' if one.closed == 1 else 'closed days'}.")
    return " ".join(said)


def _of(one: Counted) -> str:
    more = one.unplanned
    if one.planned:
        held = f"{one.held} of {one.planned} {_many(one.planned, 'visit')} held"
        return f"{held}, and {more} not planned" if more else held
    return f"{more} {_many(more, 'visit')} held, none planned" if more else "No visit planned or held"


def _reasons(reasons: Mapping[str, int]) -> str:
    named = [(REASONS.get(code, REASONS["other"]).lower(), count) for code, count in sorted(reasons.items())]
    return ", ".join(f"{count} {words}" if len(named) > 1 else words for words, count in named)


def _beside(draft: Draft) -> str:
    """Contacts that were no visits, and attempts."""
    kinds = [(kind, count) for kind, count in draft.figures.contacts.items() if kind not in MET]
    said = [f"{count} {_kind(kind, count)}" for kind, count in sorted(kinds)]
    minutes = f" ({draft.beside_minutes} min)" if said and draft.beside_minutes else ""
    tries = draft.figures.attempts
    attempts = f"{tries} {_many(tries, 'attempt')} without an answer" if tries else ""
    return "; ".join(part for part in (f"{', '.join(said)}{minutes}", attempts) if part) + "." * bool(said or tries)


def _kind(kind: str, count: int) -> str:
    one = KINDS[kind]
    if one.counted:
        return one.pieces[count != 1]
    return "other contacts" if kind == "other" else _many(count, one.label.lower())


def _worked(draft: Draft) -> str:
    known = elements()
    named = [known[code].words for code in draft.focus if code in known]
    often = sorted(draft.figures.activities.items(), key=lambda pair: (-pair[1], pair[0]))
    acts = [ACTIVITIES[code] for code, _ in often if code in ACTIVITIES]
    return "; ".join(part for part in (", ".join(named), ", ".join(acts)) if part)


def _steps(one: Counted) -> str:
    said = [f"{one.agreed} agreed"] if one.agreed else []
    said += [f"{one.done} done"] if one.done else []
    said += [f"{one.overdue} overdue"] if one.overdue else []
    return f"{', '.join(said)}." if said else ""


def _coming(booked: Sequence[Planned]) -> str:
    if not booked:
        return ""
    shown = [f"{brief(one.day)}, {clock(one.start)}" for one in booked[:COMING_SHOWN]]
    more = len(booked) - len(shown)
    what = _many(len(booked), "visit").capitalize() if all(one.promised for one in booked) else "Booked for"
    return f"{what} {'; '.join(shown)}{f'; and {more} more' if more else ''}."


def _many(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
