"""A program's tables as files, for those who coordinate it: which table, of which district, which days and columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied, Refusal
from bot.exports.sheets import Sheet
from bot.messages.exports import EXPORT, PROGRAM_EXPORT
from bot.rules import exports as rules
from bot.rules.dates import month_of
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.exports import NewSheet, ask_export
from storage.sheets import Offer, count_sheet, offers

FORM = "export.program"
TITLE, SUBMIT = "Export", "Build the file"
PROGRAM = "export.program_shown"  # the menu of programs, for those who have several
WHERE = "The file comes to you in the conversation with Coachlog. Who asked for which file is kept in the audit log."
COLUMNS_HINT = "Empty: all of them."
COLUMNS_BUT = "Empty: all but {rest}."
READ_BY = " A file with what the coach wrote counts as reading each report, which coach and leader can see."
PATIENCE = 1.5  # seconds for the count; where it takes longer, the file itself tells


async def command(turn: Turn) -> None:
    """Home's button: ack, then open the form."""
    await turn.ack()
    in_background(turn, open_form)


async def open_form(turn: Turn, own: bool = False) -> None:
    """The form on the first program whose tables the person may have. Raises Denied where there is none.

    own: they have contacts of their own, which another form is for.
    """
    found = await turn.store.read(offers, turn.actor, turn.now)
    if not found:
        raise Denied("export.program")
    held = {"p": found[0].programme, "o": int(own)}
    await show(turn, form(found, held, {}, turn.pack(held, FORM)))


async def change(turn: Turn) -> None:
    """Another table or program: show what that one has, and keep what was chosen."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    filled, held = forms.values(turn.view), turn.unpack()
    found = await turn.store.read(offers, turn.actor, turn.now)
    if turn.action["action_id"] == PROGRAM:
        held["p"] = int(turn.action["selected_option"]["value"])
    view = form(found, held, filled, turn.pack(held, FORM))
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


def _offer(found: Sequence[Offer], programme: int) -> Offer:
    offer = next((one for one in found if one.programme == programme), None)
    if offer is None:
        raise Denied("export.program")
    return offer


async def submit(turn: Turn) -> None:
    """Put it down, or say under its field why it can't be; it is built when this is answered."""
    held = turn.unpack()
    new = forms.parse(NewSheet, forms.values(turn.view))
    offer = _offer(await turn.store.read(offers, turn.actor, turn.now), held["p"])
    wanted = new.wanted(offer.programme, offer.today)
    total = await turn.store.patient(PATIENCE).read(count_sheet, turn.actor, wanted, turn.now)
    if refused := rules.sheet_problem(total):
        raise Refusal(refused, "last")
    await turn.store.write(ask_export, turn.actor, turn.now, held["k"], wanted, total)
    await turn.ack()
    in_background(turn, _begin)


async def _begin(turn: Turn) -> None:
    await turn.export()


def form(found: Sequence[Offer], held: Mapping[str, Any], filled: Mapping[str, Any], metadata: str) -> b.View:
    """The form. found: every program the person may choose; held: the one that is shown, and whether they have contacts
    of their own; filled: what was chosen so far."""
    offer = _offer(found, held["p"])
    sheet = _sheet(offer, filled.get("sheet"))
    first, _ = month_of(offer.today)
    columns = [b.option(one.title, one.id) for one in sheet.columns]
    formats = [b.option(one.label, one.id) for one in rules.FORMATS.values() if not one.printed]
    blocks = [
        *_above(found, offer, own=bool(held.get("o"))),
        b.ask("sheet", "Table", b.radio([b.option(one.label, one.id) for one in offer.sheets], sheet.id), live=True),
        b.ask("district", "District", _districts(offer, filled.get("district"))),
        b.ask("first", "From", b.date_input(filled.get("first", first))),
        b.ask("last", "To", b.date_input(filled.get("last", offer.today))),
        b.ask("columns", "Columns", b.choices(columns, filled.get("columns") or ()), optional=True, hint=_hint(sheet)),
        b.ask("format", "Kind of file", b.radio(formats, str(filled.get("format", "xlsx")))),
        b.context(WHERE + (READ_BY if sheet.id == "reports" else "")),
    ]
    return b.modal(FORM, TITLE, SUBMIT, blocks, metadata)


def _hint(sheet: Sheet) -> str:
    """Which columns a file has where none is chosen."""
    rest = [f"“{one.title}”" for one in sheet.columns if not one.usual]
    last = " and ".join(([", ".join(rest[:-1])] if rest[1:] else []) + rest[-1:])
    return COLUMNS_BUT.format(rest=last) if rest else COLUMNS_HINT


def _sheet(offer: Offer, chosen: object) -> Sheet:
    return next((one for one in offer.sheets if one.id == chosen), offer.sheets[0])


def _above(found: Sequence[Offer], offer: Offer, *, own: bool) -> list[b.Block]:
    """The menu of programs, for those who have several, and the way to one's own contacts."""
    options = [b.option(one.name, str(one.programme)) for one in found]
    menu = [{**b.select(options, str(offer.programme), "Program"), "action_id": PROGRAM}] if len(found) > 1 else []
    button = [b.button("My own contacts instead", EXPORT)] if own else []
    return [b.actions([*menu, *button])] if menu or button else []


def _districts(offer: Offer, chosen: object) -> b.Block:
    options = [b.option(name, str(row)) for row, name in offer.districts]
    if not offer.own:
        options = [b.option("All districts", "0"), *options]
    if len(options) > b.OPTIONS_MAX:
        initial = next((one for one in options if one["value"] == chosen), options[0])
        return b.search(initial)
    values = [one["value"] for one in options]
    return b.select(options, str(chosen) if chosen in values else values[0], "Choose one")


async def offer_districts(turn: Turn) -> None:
    """The districts by what is typed; at most 100."""
    offer = _offer(await turn.store.read(offers, turn.actor, turn.now), turn.unpack()["p"])
    words = str(turn.body.get("value", "")).casefold().split()
    named = [("All districts", "0"), *((name, str(row)) for row, name in offer.districts)]
    options = [b.option(name, value) for name, value in named if all(word in name.casefold() for word in words)]
    await turn.ack(options=options[: b.OPTIONS_MAX])


def register(routes: Routes) -> None:
    """All of this feature's ids."""
    routes.actions[PROGRAM_EXPORT] = command
    routes.actions |= {f"{FORM}.sheet": change, PROGRAM: change}
    routes.options[f"{FORM}.district"] = offer_districts
    routes.views[FORM] = submit
