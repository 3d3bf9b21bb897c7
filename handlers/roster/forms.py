"""The forms of the roster by hand: opened, widened, checked; then shown as what they will do, and done."""

import hashlib
from collections.abc import Mapping
from typing import Any

from bot import blocks as b
from bot import forms
from bot.errors import Denied, FieldErrors, Refusal
from bot.messages import roster as words
from bot.messages import rosterpages as pages
from bot.rules.desk import PairPage, PersonPage
from bot.rules.roster import byhand
from bot.rules.roster.handforms import FORMS
from handlers.errors import in_background, show
from handlers.roster import fields
from handlers.roster.showing import refresh
from handlers.turn import Turn
from storage.drafts import Draft
from storage.engagements import Engagement
from storage.rosterhand import CHANGED, Shown, Wanted, change_roster, foresee
from storage.rosterkept import done_as, keep_form, see_form
from storage.rostersearch import Hit, find_people, find_schools, found_in, own_districts
from storage.rosterviews import read_act, read_pair_form, read_roster_person

PAIR_ACTS = {
    words.CHANGE: byhand.CHANGED, words.END: byhand.ENDED, words.REASSIGN: byhand.REASSIGNED, words.MOVE: byhand.MOVED,
}  # fmt: skip
SEARCHED = ("leader", "coach", "school")
MEANWHILE = "Somebody changed this since you opened the form. Please close it, and open it again."


async def open_pair_form(turn: Turn) -> None:
    """Ack, then open one of the forms about a pair."""
    pair, act = turn.row_id(), PAIR_ACTS[turn.action["action_id"]]
    await turn.ack()
    in_background(turn, lambda later: _open(later, act, 0, pair))


async def open_new(turn: Turn) -> None:
    """Ack, then open the form of a new pair or person."""
    act = byhand.ADDED if turn.action["action_id"] == words.ADD_PAIR else byhand.PERSON_ADDED
    programme = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, act, programme, 0))


async def open_person_form(turn: Turn) -> None:
    """Ack, then open the form about a person; the page says in which program."""
    person, data = turn.row_id(), turn.unpack()
    await turn.ack()
    in_background(turn, lambda later: _open(later, byhand.PERSON_CHANGED, int(data["p"]), person))


async def _open(turn: Turn, act: str, programme: int, subject: int) -> None:
    known = await _known(turn, act, programme, subject)
    page: PairPage | None = known.get("page")
    came = int(turn.unpack().get("u", 0)) if turn.inside.get("callback_id") == pages.PAIR_PAGE else 0
    data = {"p": page.programme if page else programme, "a": act, "s": subject, "m": 0, "n": 0, "v": known["mark"]}
    data["u"] = came
    filled = fields.usual(act, known.get("pair"), known.get("person"), page)
    known |= await _named(turn, data, filled | _first_choices(act, page))
    await show(turn, fields.build(act, filled, data, known, turn.pack(data, fields.FORM)))


def _first_choices(act: str, page: PairPage | None) -> dict[str, Any]:
    return {"coach": page.coach_id} if act == byhand.MOVED and page else {}


async def _known(turn: Turn, act: str, programme: int, subject: int) -> dict[str, Any]:
    """What a form shows of its pair or person, and the mark of how that stands. Raises Denied."""
    if act in PAIR_ACTS.values():
        page, pair = await turn.store.read(read_pair_form, turn.actor, turn.now, subject)
        found: dict[str, Any] = {"page": page, "pair": pair, "mark": _mark(pair, page)}
        programme = page.programme
    elif act == byhand.PERSON_CHANGED:
        person = await turn.store.read(read_roster_person, turn.actor, turn.now, programme, subject)
        found = {"person": person, "mark": _mark(person, None)}
    else:
        found = {"mark": ""}
    return found | {"districts": await turn.store.read(own_districts, turn.actor, programme)}


def _mark(one: Engagement | PersonPage, page: PairPage | None) -> str:
    text = repr((one, page.supervisor if page else ""))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


async def _named(turn: Turn, data: Mapping[str, Any], filled: Mapping[str, Any]) -> dict[str, Hit]:
    """What is chosen in the fields that are searched, with its name."""
    wanted = {name: int(filled[name]) for name in SEARCHED if str(filled.get(name) or "").isdigit()}
    return await turn.store.read(found_in, turn.actor, int(data["p"]), wanted) if wanted else {}


async def reshape(turn: Turn) -> None:
    """More fields asked for, or a school that isn't in the list: what was typed stays."""
    await turn.ack()
    in_background(turn, _reshape)


async def _reshape(turn: Turn) -> None:
    data = turn.unpack()
    wider = {"m": 1} if turn.action["action_id"] == fields.MORE else {"n": 1}
    known = await _known(turn, data["a"], data["p"], data["s"])
    filled = _filled(turn, data, known)
    data = {**data, **wider}
    known |= await _named(turn, data, filled)
    view = fields.build(data["a"], filled, data, known, turn.pack(data, fields.FORM))
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


def _filled(turn: Turn, data: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed, over what isn't asked for yet."""
    usual = fields.usual(data["a"], known.get("pair"), known.get("person"), known.get("page"))
    shown = {block["block_id"] for block in turn.view.get("blocks", ()) if block.get("type") == "input"}
    unasked = {name: one for name, one in usual.items() if name not in shown and one not in {None, ""}}
    return unasked | forms.values(turn.view)


async def offer(turn: Turn) -> None:
    """The people or schools that match what is typed."""
    programme, field, typed = int(turn.unpack()["p"]), turn.body["block_id"], str(turn.body.get("value", ""))
    if field == "school":
        found = await turn.store.read(find_schools, turn.actor, programme, typed)
    else:
        found = await turn.store.read(find_people, turn.actor, programme, typed, field)
    await turn.ack(options=[fields.choice(one) for one in found])


async def submit(turn: Turn) -> None:
    """Check it as an import would, and show what it will do."""
    data = turn.unpack()
    known = await _known(turn, data["a"], data["p"], data["s"])
    if known["mark"] != data["v"]:
        raise Refusal(MEANWHILE)
    filled = {name: _plain(one) for name, one in _filled(turn, data, known).items()}
    wanted = wanted_of(data, filled)
    shown = await turn.store.read(foresee, turn.actor, turn.now, wanted)
    kept = {
        "form": filled,
        "data": {name: data[name] for name in ("p", "a", "s", "m", "n", "u")},
        "mark": {"is": shown.mark},
    }
    draft = await turn.store.write(keep_form, turn.actor, turn.now, data["k"], kept)
    await turn.ack(response_action="update", view=_confirm(turn, draft, shown))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value) if not isinstance(value, list) else value


def wanted_of(data: Mapping[str, Any], filled: Mapping[str, Any]) -> Wanted:
    """A filled-in form as a change. Raises FieldErrors."""
    act = str(data["a"])
    if act not in FORMS:
        raise Denied("roster.act")
    return Wanted(act, int(data["p"]), int(data["s"]), forms.parse(FORMS[act], filled))


def _confirm(turn: Turn, draft: int, shown: Shown, note: str = "") -> b.View:
    return pages.confirm_page(shown.effect, turn.pack({"d": draft}, pages.CONFIRM), note)


async def go_back(turn: Turn) -> None:
    """The form again, as it was filled in."""
    kept = await turn.store.read(see_form, turn.actor, int(turn.unpack()["d"]))
    await turn.ack()
    in_background(turn, lambda later: _go_back(later, kept))


async def _go_back(turn: Turn, kept: Draft) -> None:
    data, filled = kept.filled["data"], kept.filled["form"]
    known = await _known(turn, data["a"], data["p"], data["s"])
    data = {**data, "v": known["mark"]}
    known |= await _named(turn, data, filled)
    view = fields.build(data["a"], filled, data, known, turn.pack(data, fields.FORM))
    await turn.client.views_update(view_id=turn.view["id"], hash=turn.view["hash"], view=view)


async def carry_out(turn: Turn) -> None:
    """Do what was shown, once; where somebody changed it meanwhile, show what it would do now."""
    number = int(turn.unpack()["d"])
    kept = await turn.store.read(see_form, turn.actor, number)
    wanted, mark = wanted_of(kept.filled["data"], kept.filled["form"]), kept.filled["mark"]["is"]
    try:
        act = await turn.store.write(change_roster, turn.actor, turn.now, wanted, mark, done_as(number))
    except FieldErrors as problem:
        raise Refusal(problem.sentence) from None
    except Refusal as refused:
        if refused.sentence != CHANGED:
            raise
        await _look_again(turn, number, kept, wanted)
        return
    done, about = await turn.store.read(read_act, turn.actor, turn.now, act), kept.filled["data"]
    await turn.ack(
        response_action="update", view=pages.done_page(done, turn.pack({"a": act, "of": about}, pages.DONE_PAGE))
    )
    if turn.view.get("previous_view_id"):
        in_background(turn, lambda later: refresh(later, str(turn.view["previous_view_id"]), about))


async def _look_again(turn: Turn, number: int, kept: Draft, wanted: Wanted) -> None:
    shown = await turn.store.read(foresee, turn.actor, turn.now, wanted)
    again = {**kept.filled, "mark": {"is": shown.mark}}
    draft = await turn.store.write(keep_form, turn.actor, turn.now, f"again:{number}:{shown.mark}", again)
    await turn.ack(response_action="update", view=_confirm(turn, draft, shown, CHANGED))
