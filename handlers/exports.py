"""Exports: what a person wants as a file, the form that asks for it, and the button that stops it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Refusal
from bot.messages import exports as messages
from bot.rules import exports as rules
from bot.rules.dates import month_of
from handlers import programexports
from handlers.coachlog.strangers import explain
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.exporting import Choices, count_export, export_choices
from storage.exports import NewExport, ask_export, cancel_export
from storage.monthsheets import offered_sheet
from storage.sheets import offers

FORM = "export.form"
TITLE, SUBMIT = "Export", "Build the file"
MONTHS = 24
WHERE = (
    "The file comes to you in the conversation with Coachlog. Only you see it there; "
    "the owners of this Slack may be able to export it."
)
NOTES = "Include my private notes"
NOTES_HINT = "Nobody else can read these. A file with them is only as private as the place you keep it in."
ON_PAPER = "With signature lines for both of you. Private notes are never on it."
NOTHING = "There is nothing you could export yet. What you log, or what your coach logs with you, can be exported here."


async def command(turn: Turn) -> None:
    """`/coachlog export`: ack, then open the form; for those who coordinate, the one on their program's tables."""
    await turn.ack()
    in_background(turn, _open_either)


async def own(turn: Turn) -> None:
    """Home's button: ack, then open the form on one's own contacts."""
    await turn.ack()
    in_background(turn, _open)


async def _open_either(turn: Turn) -> None:
    if not await turn.store.read(offers, turn.actor, turn.now):
        await _open(turn)
        return
    choices = await turn.store.read(export_choices, turn.actor, turn.now)
    await programexports.open_form(turn, bool(choices and choices.pairs))


async def _open(turn: Turn) -> None:
    choices = await turn.store.read(export_choices, turn.actor, turn.now)
    if choices is None:
        await explain(turn)
    elif not choices.pairs:
        raise Refusal(NOTHING)
    else:
        await show(turn, form(choices, "xlsx", {}, turn.pack({}, FORM)))


async def change_format(turn: Turn) -> None:
    """Another kind of file: show what that one asks, and keep what was chosen."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    filled = forms.values(turn.view)
    turn.unpack()
    choices = await turn.store.read(export_choices, turn.actor, turn.now)
    if choices is not None:
        view = form(choices, str(filled.get("format", "xlsx")), filled, turn.view["private_metadata"])
        await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


async def submit(turn: Turn) -> None:
    """Put it down, or say under its field why it can't be; it is built when this is answered."""
    mark = turn.unpack()["k"]
    new = forms.parse(NewExport, forms.values(turn.view))
    choices = await turn.store.read(export_choices, turn.actor, turn.now)
    wanted = new.wanted(choices.today if choices else turn.now.date())
    total = await turn.store.read(count_export, turn.actor, wanted)
    if refused := rules.size_problem(total, wanted.printed):
        raise Refusal(refused, "month" if wanted.printed else "last")
    await turn.store.write(ask_export, turn.actor, turn.now, mark, wanted, total)
    await turn.ack()
    in_background(turn, _begin)


async def _begin(turn: Turn) -> None:
    await turn.export()


async def build_sheet(turn: Turn) -> None:
    """Last month's sheet, from the message that offers it; pressed again within the hour, it is the same file."""
    offer = turn.row_id()
    wanted = await turn.store.read(offered_sheet, turn.actor, offer)
    total = await turn.store.read(count_export, turn.actor, wanted)
    if refused := rules.size_problem(total, wanted.printed):
        raise Refusal(refused)
    await turn.store.write(ask_export, turn.actor, turn.now, f"sheet:{offer}:{turn.now:%Y%m%d%H}", wanted, total)
    await turn.ack()
    in_background(turn, _begin)


async def cancel(turn: Turn) -> None:
    """Stop an own export."""
    export = await turn.store.write(cancel_export, turn.actor, turn.now, turn.row_id())
    await turn.ack()
    said = messages.cancelled(export.wanted)
    await turn.respond(text=said.text, blocks=list(said.blocks), replace_original=True)


async def offer_what(turn: Turn) -> None:
    """What may be in a table, by what is typed; at most 100."""
    choices = await turn.store.read(export_choices, turn.actor, turn.now)
    await turn.ack(options=_found(_tables(choices), turn) if choices else [])


async def offer_pairs(turn: Turn) -> None:
    """The pairs a month sheet may be about, by what is typed; at most 100."""
    choices = await turn.store.read(export_choices, turn.actor, turn.now)
    await turn.ack(options=_found(_pairs(choices), turn) if choices else [])


def _found(options: Sequence[b.Block], turn: Turn) -> list[b.Block]:
    words = str(turn.body.get("value", "")).casefold().replace("·", " ").split()
    found = [one for one in options if all(word in one["text"]["text"].casefold() for word in words)]
    return found[: b.OPTIONS_MAX]


def form(choices: Choices, kind: str, filled: Mapping[str, Any], metadata: str) -> b.View:
    """The form for one kind of file. filled: what was chosen so far."""
    chosen = rules.FORMATS.get(kind, rules.FORMATS["xlsx"])
    formats = [b.option(one.label, one.id) for one in rules.FORMATS.values()]
    blocks = [b.ask("format", "Kind of file", b.radio(formats, chosen.id), live=True)]
    blocks += _sheet(choices, filled) if chosen.printed else _table(choices, filled)
    return b.modal(FORM, TITLE, SUBMIT, [*blocks, b.context(WHERE)], metadata)


def _table(choices: Choices, filled: Mapping[str, Any]) -> list[b.Block]:
    first, _ = month_of(choices.today)
    asked = [
        b.ask("what", "Which contacts", _menu(_tables(choices), filled.get("what"), first=True)),
        b.ask("first", "From", b.date_input(filled.get("first", first))),
        b.ask("last", "To", b.date_input(filled.get("last", choices.today))),
    ]
    if choices.coach:
        boxes = b.checks([b.option(NOTES, "yes")], filled.get("private", ()))
        asked.append(b.ask("private", "Private notes", boxes, optional=True, hint=NOTES_HINT))
    return asked


def _sheet(choices: Choices, filled: Mapping[str, Any]) -> list[b.Block]:
    months = [b.option(f"{day:%B %Y}", f"{day:%Y-%m}") for day in _months(choices.today)]
    initial = str(filled.get("month", f"{_months(choices.today)[0]:%Y-%m}"))
    return [
        b.ask("pair", "Leader and school", _menu(_pairs(choices), filled.get("pair"))),
        b.ask("month", "Month", b.select(months, initial), hint=ON_PAPER),
    ]


def _months(today: date) -> list[date]:
    """The first days of this month and those before it."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _menu(options: Sequence[b.Block], chosen: object, *, first: bool = False) -> b.Block:
    """A menu, or where there are too many options a search; with the first one chosen where that is likely."""
    initial = next((one for one in options if one["value"] == chosen), None)
    if initial is None and (first or len(options) == 1):
        initial = options[0]
    if len(options) > b.OPTIONS_MAX:
        return b.search(initial)
    return b.select(options, initial["value"] if initial else None, "Choose one")


def _tables(choices: Choices) -> list[b.Block]:
    whole = [b.option("All contacts I recorded", rules.MINE)] if choices.coach else []
    whole += [b.option("All contacts with my coach", rules.WITH_ME)] if choices.leader else []
    return whole + _pairs(choices)


def _pairs(choices: Choices) -> list[b.Block]:
    return [b.option(label, str(pair)) for pair, label in choices.pairs]


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    programexports.register(routes)
    routes.actions[messages.EXPORT] = own
    routes.actions[messages.CANCEL] = cancel
    routes.actions[messages.SHEET] = build_sheet
    routes.actions[f"{FORM}.format"] = change_format
    routes.options[f"{FORM}.what"] = offer_what
    routes.options[f"{FORM}.pair"] = offer_pairs
    routes.views[FORM] = submit
