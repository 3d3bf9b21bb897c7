"""Opening the set-up: the overview of a program, one of its forms, or the first step of a new program."""

from bot import forms
from bot.blocks import View
from bot.errors import FieldErrors
from bot.rules.setup import ORDER, PARTS, Values, answers
from bot.rules.slackpeople import SlackPerson, slack_person
from bot.rules.zones import find_zones
from handlers.errors import in_background, show
from handlers.setup import form, pages
from handlers.setup.waiting import open_and_go_on
from handlers.turn import Turn
from storage.drafts import Draft
from storage.overview import setup_facts
from storage.people import find_person
from storage.programmeform import NOTHING, begin_programme, stored_values, version
from storage.setup import authority, enter_setup, own_programmes


async def in_slack(turn: Turn, user: str) -> SlackPerson:
    """A person as Slack describes them now."""
    answer = await turn.client.users_info(user=user)
    return slack_person(answer["user"], turn.team_id)


async def open_setup(turn: Turn) -> None:
    """Home's button: ack, then open what this person needs next."""
    await open_and_go_on(turn, _open)


async def _open(turn: Turn) -> View:
    found = await turn.store.read(authority, turn.actor)
    who = await in_slack(turn, turn.actor.user_id) if found is None or found.founding else None
    await turn.store.write(enter_setup, turn.actor, turn.now, who)
    if await turn.store.read(own_programmes, turn.actor):
        return pages.overview(await turn.store.read(setup_facts, turn.actor))
    return await first_step(turn, who.zone if who else None)


async def first_step(turn: Turn, zone: str | None) -> View:
    """A new program's form, at the first step that isn't right yet."""
    draft = await turn.store.write(begin_programme, turn.actor, turn.now, zone)
    return step_view(turn, draft, unfinished(draft))


def unfinished(draft: Draft) -> str:
    """The first step of a draft that isn't filled in rightly, or the last."""
    for part in ORDER:
        try:
            forms.parse(PARTS[part], draft.filled.get(part, {}))
        except FieldErrors:
            return part
    return ORDER[-1]


def step_view(turn: Turn, draft: Draft, part: str) -> View:
    """One step, filled with what was typed or else with our defaults. n: which form of the draft this is."""
    usual = {} if part == "basics" else answers(part, NOTHING)
    metadata = turn.pack({"d": draft.id, "n": draft.number + 1}, form.callback(part))
    return form.build(part, draft.filled.get(part, usual), metadata, step=True)


async def add_programme(turn: Turn) -> None:
    """Add a program: ack, then put the first step above the overview."""
    await open_and_go_on(turn, _add)


async def _add(turn: Turn) -> View:
    person = await turn.store.read(find_person, turn.actor)
    return await first_step(turn, person.zone if person else None)


async def show_other(turn: Turn) -> None:
    """Another program's overview in place of this one."""
    programme = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: show_overview(later, turn.view["id"], programme))


async def show_overview(turn: Turn, view_id: str, programme: int | None) -> None:
    """Put a program's overview, as it is now, into a view."""
    facts = await turn.store.read(setup_facts, turn.actor, programme)
    await turn.client.views_update(view_id=view_id, view=pages.overview(facts))


def beneath(turn: Turn) -> str:
    """The view under the one the turn happened in, or that one where there is none."""
    return str(turn.view.get("previous_view_id") or turn.view["id"])


async def open_part(turn: Turn) -> None:
    """Edit one part: ack, then put its form above the overview."""
    programme = turn.row_id()
    part = next(part for part, action in pages.EDIT.items() if action == turn.action["action_id"])
    await turn.ack()
    in_background(turn, lambda later: _open_part(later, programme, part))


async def _open_part(turn: Turn, programme: int, part: str) -> None:
    values = await turn.store.read(stored_values, turn.actor, programme)
    view = form.build(part, answers(part, values), edit_data(turn, programme, part, values), step=False)
    await show(turn, view)


def edit_data(turn: Turn, programme: int, part: str, values: Values) -> str:
    """The metadata of a form that changes a stored program."""
    return turn.pack({"p": programme, "v": version(part, values)}, form.callback(part))


async def offer_zones(turn: Turn) -> None:
    """The time zones that match what is typed."""
    person = await turn.store.read(find_person, turn.actor)
    found = find_zones(str(turn.body.get("value", "")), person.zone if person else None)
    await turn.ack(options=[form.zone_option(name) for name in found])
