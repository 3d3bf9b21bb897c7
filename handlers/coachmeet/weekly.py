"""Weekly visits: the page of all of them, and the form of one series."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied
from bot.messages import weeklies as words
from bot.messages.visits import WEEKLY, WEEKLY_LIST
from bot.messages.weeklies import Weekly, weekly_page
from bot.rules import visits as rules
from bot.rules.bookings import LENGTHS
from bot.rules.dates import local_day
from bot.rules.weeks import COACH
from handlers.coachmeet import fields as f
from handlers.coachmeet.answering import press_of
from handlers.coachmeet.strangers import explain
from handlers.coachmeet.warned import mark, second_look
from handlers.errors import in_background, show
from handlers.turn import Routes, Turn
from storage.engagements import Engagement
from storage.mine import Mine, pairs_of
from storage.serieswork import NewPattern, NewSeries
from storage.visitacts import Press, warn_of_series
from storage.weeklies import alter, end, find_weekly, set_up, undo_weekly, weeklies_of

FORM = "visit.weekly_form"
MORE = "visit.weekly_more"


async def open_list(turn: Turn) -> None:
    """Ack, then open the page of all."""
    await turn.ack()
    in_background(turn, _open_list)


async def _open_list(turn: Turn) -> None:
    mine, found = await turn.store.read(weeklies_of, turn.actor, turn.now)
    if not mine.coached:
        await explain(turn, mine)
        return
    await show(turn, _page(turn, mine, found))


def _page(turn: Turn, mine: Mine, found: Mapping[int, Sequence[Weekly]]) -> b.View:
    rows = [(one.id, one.school, one.leader, found.get(one.id, ())) for one in mine.coached]
    return weekly_page(rows, turn.pack({}, words.PAGE))


async def _refresh(turn: Turn, view_id: str) -> None:
    mine, found = await turn.store.read(weeklies_of, turn.actor, turn.now)
    await turn.client.views_update(view_id=view_id, view=_page(turn, mine, found))


async def open_new(turn: Turn) -> None:
    """Ack, then open the form for a pair without weekly visits."""
    chosen = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: open_form(later, {"engagement": chosen}))


async def open_form(turn: Turn, filled: Mapping[str, Any], intent: str = "") -> None:
    """Open the form of a new series. filled: what is known of it; intent: of the line that it began with."""
    mine: Mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    pair = mine.find(filled.get("engagement"))
    if not mine.coached:
        await explain(turn, mine)
        return
    if filled.get("engagement") and (pair is None or mine.side(pair) != COACH):
        raise Denied("visit.weekly")
    intent = intent or secrets.token_urlsafe(18)
    data = {"i": intent, "s": 0, "w": "", "m": 0, "g": " ".join(filled.get("guesses", ()))}
    usual: dict[str, Any] = {"minutes": LENGTHS[rules.ON_SITE], "from_day": local_day(turn.now, mine.pairs[0].zone)}
    await show(turn, build(turn, mine.coached, {**usual, **filled}, data))


async def open_edit(turn: Turn) -> None:
    """Ack, then open the form on a series."""
    series = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open_edit(later, series))


async def _open_edit(turn: Turn, series: int) -> None:
    engagement, one = await turn.store.read(find_weekly, turn.actor, series)
    data = {"i": "", "s": series, "w": "", "m": int(bool(one.place)), "g": ""}
    filled = {
        "weekday": one.weekday, "start": one.start, "minutes": one.minutes, "every_weeks": one.every,
        "from_day": one.from_day, "until_day": one.until, "place": one.place, "zone": one.zone,
    }  # fmt: skip
    pairs = await turn.store.read(pairs_of, turn.actor, turn.now)
    own = tuple(pair for pair in pairs.coached if pair.id == engagement)
    await show(turn, build(turn, own, {"engagement": engagement, **filled}, data))


def build(turn: Turn, pairs: Sequence[Engagement], filled: Mapping[str, Any], data: Mapping[str, Any]) -> b.View:
    """The form; with s in data of a series that is there. m: place, zone and kind are shown."""
    values = {**filled, "guesses": tuple(str(data["g"]).split())}
    pair = f.pair_of(pairs, values)
    usual = pair.zone if pair else pairs[0].zone if pairs else "UTC"
    zone = str(values.get("zone") or usual)
    if data["s"]:
        blocks = [b.section(f"{pair.school} · {pair.leader}" if pair else "Weekly visits")]
    else:
        blocks = [f.whom(pairs, COACH, values)]
    until = b.ask(
        "until_day",
        "Until",
        b.date_input(values.get("until_day")),
        optional=True,
        hint="Empty: to the end of each school year.",
    )
    blocks += [
        f.weekday(values),
        f.start(values, zone),
        f.minutes(values),
        f.every(values),
        b.ask("from_day", "From", b.date_input(values.get("from_day"))),
        until,
    ]
    if data["m"] or zone != usual:
        kind = (
            []
            if data["s"]
            else [{**f.what(str(values.get("kind") or rules.ON_SITE), values), "dispatch_action": False}]
        )
        blocks += [*kind, f.place(values), f.zone(values, usual)]
    else:
        blocks.append(
            b.actions([b.button("+ Kind, place, time zone" if not data["s"] else "+ Place, time zone", MORE)])
        )
    blocks += [b.context(words.CLOSED), f.who_sees(pair, COACH)]
    return b.modal(FORM, "Weekly visits", "Save", blocks, turn.pack(data, FORM))


async def reshape(turn: Turn) -> None:
    """More fields asked for, or another pair: what was typed stays."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    data, filled = turn.unpack(), forms.values(turn.view)
    more = int(data["m"] or turn.action["action_id"] == MORE)
    pairs, filled = await _pairs(turn, data, filled)
    view = build(turn, pairs, filled, {**data, "m": more, "w": ""})
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


async def _pairs(
    turn: Turn, data: Mapping[str, Any], filled: dict[str, Any]
) -> tuple[Sequence[Engagement], dict[str, Any]]:
    """The pairs that the form offers; of a series that is there, its own."""
    mine: Mine = await turn.store.read(pairs_of, turn.actor, turn.now)
    if not data["s"]:
        return mine.coached, filled
    engagement, _ = await turn.store.read(find_weekly, turn.actor, data["s"])
    return tuple(one for one in mine.coached if one.id == engagement), {**filled, "engagement": engagement}


async def submit(turn: Turn) -> None:
    """Parse, look for what overlaps, save, ack; the page below follows."""
    data, filled = turn.unpack(), forms.values(turn.view)
    model: type[NewPattern] = NewPattern if data["s"] else NewSeries
    new = forms.parse(model, filled)
    if await _warned(turn, data, filled, new):
        return
    press = Press(turn.actor, turn.now, turn.body.get("trigger_id", ""))
    if isinstance(new, NewSeries):
        await turn.store.write(set_up, press, new, data["i"])
    else:
        await turn.store.write(alter, press, data["s"], new)
    await turn.ack()
    below = turn.view.get("previous_view_id")
    if below:
        in_background(turn, lambda later: _refresh(later, below))


async def _warned(turn: Turn, data: Mapping[str, Any], filled: dict[str, Any], new: NewPattern) -> bool:
    """Whether the form was shown again with what overlaps."""
    pairs, filled = await _pairs(turn, data, filled)
    engagement = new.engagement if isinstance(new, NewSeries) else int(filled["engagement"])
    kind = new.kind if isinstance(new, NewSeries) else rules.ON_SITE
    about = (engagement, kind)
    warnings = await turn.store.read(warn_of_series, turn.actor, turn.now, new, about, int(data["s"]))
    if not warnings or mark(warnings) == data["w"]:
        return False
    view = build(turn, pairs, filled, {**data, "w": mark(warnings)})
    await turn.ack(response_action="update", view=second_look(view, warnings))
    return True


async def end_it(turn: Turn) -> None:
    """End a series; asked beforehand by Slack's own dialog."""
    await turn.store.write(end, press_of(turn), turn.row_id())
    await turn.ack()
    if turn.inside.get("callback_id") == words.PAGE:
        in_background(turn, lambda later: _refresh(later, turn.view["id"]))


async def undo_it(turn: Turn) -> None:
    """Undo the newest change of a series."""
    await turn.store.write(undo_weekly, press_of(turn), turn.row_id())
    await turn.ack()


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions[WEEKLY_LIST] = open_list
    routes.actions[WEEKLY] = open_new
    routes.actions |= {words.CHANGE: open_edit, words.END: end_it, words.UNDO: undo_it}
    routes.actions |= dict.fromkeys((MORE, f"{FORM}.engagement"), reshape)
    routes.views[FORM] = submit
