"""What stands in a digest's thread: by district, without contact, activity mix, capacity, what changed."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.blocks import Block, actions, button, context, safe, section, short
from bot.frameworks import elements
from bot.messages import Message
from bot.messages.capacity import PERCENT, room_words
from bot.messages.charts import bars, table
from bot.messages.desk import NOT_COUNTED
from bot.messages.digests import (
    CAPACITY,
    CHANGES,
    DISTRICTS,
    QUIET,
    ahead,
    count,
    fact_lines,
    figure,
    month_day,
    named,
    needs,
    pair_words,
    silence,
    weeks_blocks,
    weeks_words,
)
from bot.rules.contacts import ACTIVITIES
from bot.rules.digests import Before, Digest, Figures, Mixed, Names, Part
from bot.rules.folding import LEAST

LINES_MAX = 10  # of a list in the thread
ROWS_MAX = 25  # of a table there
FOLDED = "Districts with fewer than five schools or leaders are told together."
FEW = "The program has fewer than five schools or leaders, so this isn't told apart."


def district_words(part: Part, names: Names) -> str:
    """A district's name, or of how many it is the sum."""
    if part.district:
        return named(names.district(part.district))
    return f"{figure(part.districts, 'smaller district')} together"


def top(digest: Digest, words: str) -> str:
    """How a part begins: with the digest's number, by which a second copy of it is known."""
    return f"Digest {digest.number} · {words}"


def of(part: int, whole: int) -> str:
    """61 of 68"""
    return f"{part:,} of {whole:,}" if whole else "–"


def by_district(digest: Digest, names: Names, *, charts: bool) -> Message | None:
    """Held and on pace for each district, those with the smallest share held first."""
    parts = digest.figures.districts
    if not parts:
        return None
    shown = parts[:ROWS_MAX]
    rows = [(district_words(one, names), of(one.held, one.planned), of(one.on_pace, one.leaders)) for one in shown]
    head = ("District", "Held", "On pace")
    lines = [f"{name}: visits held {held}, hours on pace {pace}" for name, held, pace in rows]
    last = [*_more(len(parts) - len(shown), "district"), *([FOLDED] if any(not one.district for one in parts) else [])]
    title = top(digest, f"By district, week of {month_day(digest.figures.first)}")
    text = "\n".join([title, " | ".join(head), *lines, *last])
    below: list[Block] = [context(line) for line in last]
    below.append(_button(digest, "All districts", DISTRICTS))
    plainer = (section(title), section(short("\n".join(lines), 3000)), *below)
    return Message(safe(text), (section(title), table(head, rows), *below) if charts else plainer, plainer=plainer)


def without_contact(digest: Digest, names: Names, *, charts: bool) -> Message | None:  # noqa: ARG001 - as all parts
    """The pairs without contact, the longest first."""
    quiet = sorted(digest.figures.quiet, key=lambda one: (-one.days, one.pair))
    if not quiet:
        return None
    silent = digest.figures.silent
    head = top(digest, f"Without contact for 14 days or more: {figure(silent(14), 'pair')}")
    head += f", {silent(21):,} of them for 21, {silent(30):,} for 30. {NOT_COUNTED}"
    lines = [f"· {pair_words(names, one.pair)}: {silence(one)}" for one in quiet[:LINES_MAX]]
    lines += _more(len(quiet) - LINES_MAX, "pair")
    said = "\n".join([head, *lines])
    return Message(safe(said), (section(said), _button(digest, "All of them", QUIET)))


def mix(digest: Digest, _names: Names, *, charts: bool) -> Message | None:
    """What was done in a month: the eleven kinds, and the ten practices it was near to."""
    found = digest.figures
    title = top(digest, f"Activity mix, {mix_days(found)}")
    if not found.large:
        said = f"{title}\n{FEW}"
        return Message(safe(said), (section(said),))
    if not found.activities and not found.practices:
        return None
    kinds = [("What was done", found.activities), ("Leadership practices", found.practices)]
    told = [(about, those) for about, mixed in kinds if (those := [one for one in mixed if one.contacts])]
    lines = [f"{about}: {_mix_words(those)}" for about, those in told]
    note = f"{mix_note(found)} What was done with fewer than {count(LEAST, 'leader')} is told together."
    plainer = (section(title), *map(context, lines), context(note))
    shown = (section(title), *(mix_chart(*one) for one in told), context(note)) if charts else plainer
    return Message(safe("\n".join([title, *lines, note])), shown, plainer=plainer)


def _mix_words(mixed: Sequence[Mixed]) -> str:
    return " · ".join(f"{mix_label(one)} {one.contacts:,}" for one in mixed)


def mix_days(figures: Figures) -> str:
    """Which days the mix is of: October, or of a digest of earlier times its four weeks."""
    if figures.mixed:
        return f"{figures.mixed:%B}"
    first = figures.last - timedelta(days=27)
    return f"{month_day(first)} to {month_day(figures.last)}"


def mix_note(figures: Figures) -> str:
    """How it is counted, and that further digests repeat it."""
    counted = "Counted by contact"
    if figures.mixed:
        return f"{counted}, the whole of {mix_days(figures)}. It stays the same until the next month is over."
    return f"{counted}, in four weeks; the digests before and after share some of them."


def mix_label(one: Mixed) -> str:
    """What was done, as people know it."""
    if not one.code:
        return "Others together"
    practice = elements().get(f"practices:{one.code}")
    return practice.label if practice else ACTIVITIES.get(one.code, one.code)


def mix_chart(title: str, mixed: Sequence[Mixed]) -> Block:
    """One bar for each."""
    labels = [mix_label(one) for one in mixed]
    return bars(title, labels, (("Contacts", [one.contacts for one in mixed]),), "Contacts")


def capacity(digest: Digest, names: Names, *, charts: bool) -> Message | None:  # noqa: ARG001 - as all parts
    """How full the coaches' next weeks are, the fullest first."""
    rooms = sorted(digest.figures.rooms, key=lambda one: (-one.percent, one.coach))
    if not rooms:
        return None
    over = len(digest.figures.over)
    who = count(over, "coach has", "coaches have") if over else "nobody has"
    head = top(digest, f"Coaches' time in {ahead(rooms)}: {who} more to do than time")
    lines = [room_words(one, names.person(one.coach)) for one in rooms[:LINES_MAX]]
    lines += _more(len(rooms) - LINES_MAX, "coach", "coaches")
    said = "\n".join([head, *lines])
    shown = (section(said), context(PERCENT), _button(digest, "All coaches", CAPACITY))
    return Message(safe(f"{said}\n{PERCENT}"), shown)


def changed(digest: Digest, names: Names, *, charts: bool) -> Message | None:  # noqa: ARG001 - as all parts
    """What changed since the digest before."""
    before = digest.figures.before
    if before is None:
        return None
    lines = change_lines(before, digest, names)
    said = "\n".join([top(digest, f"What changed since Digest {before.number}"), *(lines or ["Nothing."])])
    blocks: list[Block] = [section(short(said, 3000)), _button(digest, "More", CHANGES)]
    return Message(safe(said), tuple(blocks))


def change_lines(before: Before, digest: Digest, names: Names) -> list[str]:
    """The changes, a line each."""
    lines = []
    then, now = before.then, before.now
    if (then.held, then.planned) != (now.held, now.planned):
        week = month_day(before.first)
        lines.append(f"Week of {week}: {of(now.held, now.planned)} visits held now, {of(then.held, then.planned)} then")
    lines += _pairs("Quiet since then", before.newly, names)
    lines += _pairs("Heard from again", before.again, names)
    if digest.figures.large and before.overdue != digest.figures.overdue:
        lines.append(f"Next steps overdue: {digest.figures.overdue:,} now, {before.overdue:,} then")
    began = [
        *([f"{count(before.begun, 'pair')} began"] if before.begun else []),
        *([f"{count(before.ended, 'pair')} ended"] if before.ended else []),
    ]
    return [*lines, *([", ".join(began).capitalize()] if began else [])]


def _pairs(what: str, pairs: Sequence[int], names: Names) -> list[str]:
    if not pairs:
        return []
    shown = "; ".join(pair_words(names, one) for one in pairs[:5])
    rest = f" and {len(pairs) - 5:,} more" if len(pairs) > 5 else ""
    return [f"{what}: {shown}{rest}"]


def figures_and_weeks(digest: Digest, names: Names, *, charts: bool) -> Message | None:
    """Of a digest that said all in one line: its figures, and the weeks."""
    figures = digest.figures
    if needs(digest, names):
        return None
    words = "\n".join([top(digest, "The figures"), *fact_lines(figures)])
    plainer = (section(words), *weeks_blocks(figures, charts=False))
    shown = (section(words), *weeks_blocks(figures, charts=True)) if charts else plainer
    return Message(safe("\n".join([words, *weeks_words(figures)])), shown, plainer=plainer)


def _more(left: int, one: str, several: str = "") -> list[str]:
    return [f"And {figure(left, 'more ' + one, 'more ' + (several or one + 's'))}."] if left > 0 else []


def _button(digest: Digest, label: str, action: str) -> Block:
    return actions([button(label, action, str(digest.id))])


PARTS: tuple[Callable[..., Message | None], ...] = (
    figures_and_weeks, by_district, without_contact, mix, capacity, changed,
)  # fmt: skip
