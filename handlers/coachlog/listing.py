"""Lists of contacts: `/coachlog last …`, and the page of all of them, narrowed by school, kind and days."""

from collections.abc import Mapping
from typing import Any

from bot import blocks as b
from bot.errors import Denied
from bot.language.asking import read_asked
from bot.messages import Message
from bot.messages import contacts as words
from bot.messages import lists as messages
from bot.messages.home import OLDER, OLDER_WITH_ME, WEEK, own_rows, shared_rows
from bot.rules.contacts import KINDS
from bot.rules.lists import LAST, Asked, Wanted, kind_words, periods
from handlers.coachlog.strangers import nothing_logged
from handlers.errors import in_background, show, tell
from handlers.turn import Routes, Turn
from storage.bringingback import lately_gone
from storage.lists import OWN, WITH_ME, Lister, Page, Place, find_lister, list_contacts

LIST = "contact.list"
BACK = ".back"  # the same list, the other way: two buttons in a row can't share an id
FILTERS = ("filters", "filters.anew")
SCHOOL, KIND, PERIOD = "contact.list_school", "contact.list_kind", "contact.list_period"
CLEAR = "contact.list_clear"
EVERY = "0"
SHOWN = 10


async def last(turn: Turn, asked: str) -> None:
    """`/coachlog last …`: the newest contacts that fit, each with its button. asked: what follows the word."""
    await turn.ack()
    in_background(turn, lambda later: _say_last(later, asked))


async def _say_last(turn: Turn, typed: str) -> None:
    try:
        lister: Lister = await turn.store.read(find_lister, turn.actor, turn.now)
    except Denied:
        await nothing_logged(turn, words.nothing_yet())
        return
    asked = read_asked(typed, lister.pairs, lister.today)
    page: Page = await turn.store.read(list_contacts, lister, asked.wanted, Place(), asked.most)
    own = lister.whose == OWN
    gone = await turn.store.read(lately_gone, lister.person, turn.now) if own and asked == Asked(Wanted(), LAST) else []
    if not page.facts and not gone and not asked.wanted.narrowed and not asked.unknown:
        await nothing_logged(turn, words.nothing_yet())
        return
    said = messages.newest(asked, page.facts, page.states, lister.pairs, own=own, more=page.older)
    await tell(turn, _joined(said, messages.lately_gone(gone)) if gone else said)


def _joined(first: Message, then: Message) -> Message:
    return Message(f"{first.text}\n{then.text}", (*first.blocks, b.divider(), *then.blocks))


async def turn_page(turn: Turn) -> None:
    """Older or newer contacts: of the open page, or the page opened from a Home or a message."""
    place, action = turn.row_id(), turn.action["action_id"]
    await turn.ack()
    whose = OWN if action in {OLDER, OLDER + BACK} else WITH_ME
    in_background(turn, lambda later: _show(later, whose, Place(place, action.endswith(BACK)), _filters(later)))


async def narrow(turn: Turn) -> None:
    """A filter was chosen, or all of them cleared: the newest that fit."""
    whose, cleared = turn.unpack()["w"], turn.action["action_id"] == CLEAR
    await turn.ack()
    in_background(turn, lambda later: _show(later, whose, Place(), {} if cleared else _filters(later)))


def _filters(turn: Turn) -> dict[str, str]:
    """What is chosen on the page now, by menu."""
    held = (turn.inside.get("state") or {}).get("values") or {}
    menus = {menu: one for block, row in held.items() if block in FILTERS for menu, one in row.items()}
    chosen = {menu: (one.get("selected_option") or {}).get("value", EVERY) for menu, one in menus.items()}
    return {menu: value for menu, value in chosen.items() if value != EVERY}


def _row_id(turn: Turn, cleared: bool) -> str:
    """The menus' block: another one once they were cleared, so that Slack forgets what was chosen."""
    held = (turn.inside.get("state") or {}).get("values") or {}
    now = next((block for block in held if block in FILTERS), FILTERS[0])
    return FILTERS[1 - FILTERS.index(now)] if cleared else now


async def _show(turn: Turn, whose: str, place: Place, chosen: Mapping[str, str]) -> None:
    lister: Lister = await turn.store.read(find_lister, turn.actor, turn.now, whose)
    wanted = _wanted(lister, chosen)
    page: Page = await turn.store.read(list_contacts, lister, wanted, place, SHOWN)
    view = list_page(
        lister, chosen, page, turn.pack({"w": whose}, LIST), _row_id(turn, turn.action["action_id"] == CLEAR)
    )
    if turn.inside.get("callback_id") in (LIST, WEEK):  # in place: Slack takes three pages above each other, no more
        await turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        await show(turn, view)


def _wanted(lister: Lister, chosen: Mapping[str, str]) -> Wanted:
    """The choices as what is wanted. Raises Denied for what the page doesn't offer."""
    pair, kind, days = (chosen.get(menu, EVERY) for menu in (SCHOOL, KIND, PERIOD))
    spans = periods(lister.today)
    known = {EVERY, *(str(one.id) for one in lister.pairs)}
    if pair not in known or kind not in {EVERY, *KINDS} or days not in {EVERY, *spans}:
        raise Denied("contact.list")
    return Wanted((int(pair),) if pair != EVERY else (), "" if kind == EVERY else kind, spans.get(days))


def list_page(lister: Lister, chosen: Mapping[str, str], page: Page, metadata: str, row_id: str) -> b.View:
    """Ten contacts under the three menus, with the ways to newer and older ones."""
    own = lister.whose == OWN
    rows = own_rows(page.facts, page.states) if own else shared_rows(page.facts, page.states)
    if not page.facts and chosen:
        rows = [b.section("No such contact."), b.actions([b.button("Show all", CLEAR)])]
    action = OLDER if own else OLDER_WITH_ME
    ways = [b.button("Newer", action + BACK, str(page.facts[0].id))] if page.newer and page.facts else []
    ways += [b.button("Older", action, str(page.facts[-1].id))] if page.older and page.facts else []
    menus = {"type": "actions", "block_id": row_id, "elements": _menus(lister, chosen)}
    return b.modal(LIST, "Contacts", None, [menus, *rows, *([b.actions(ways)] if ways else [])], metadata)


def _menus(lister: Lister, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    pairs = [b.option(f"{one.school} · {one.leader}", str(one.id)) for one in lister.pairs[: b.OPTIONS_MAX - 1]]
    kinds = [b.option(kind_words(one), one) for one in KINDS]
    days = [b.option(span.name, code) for code, span in periods(lister.today).items()]
    menus = {SCHOOL: ("All schools", pairs), KIND: ("All kinds", kinds), PERIOD: ("Any time", days)}
    return [
        {**b.select([b.option(every, EVERY), *options], chosen.get(menu, EVERY), every), "action_id": menu}
        for menu, (every, options) in menus.items()
    ]


def register(routes: Routes) -> None:
    """All of these ids."""
    routes.actions |= dict.fromkeys((OLDER, OLDER + BACK, OLDER_WITH_ME, OLDER_WITH_ME + BACK), turn_page)
    routes.actions |= dict.fromkeys((SCHOOL, KIND, PERIOD, CLEAR), narrow)
