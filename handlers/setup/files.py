"""Uploading the roster files: fetched, checked, and imported with a press."""

import asyncio
from datetime import datetime
from functools import partial

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import blocks as b
from bot import forms
from bot.errors import FieldErrors, Refusal
from bot.messages.setup import counted, problem_lines, problem_parts
from bot.rules.contacts import spell
from bot.rules.roster.reading import FILES_MAX, read_roster
from bot.rules.roster.rows import COLUMNS, REQUIRED
from handlers.errors import in_background, show
from handlers.setup import pages
from handlers.setup.download import fetch_all
from handlers.setup.opening import beneath, show_overview
from handlers.setup.waiting import answer_and_go_on, open_and_go_on, press_and_go_on
from handlers.turn import Turn
from storage.database import Db
from storage.outbox import NewOwed, owe
from storage.overview import read_unmatched
from storage.people import Actor, find_person
from storage.roster import propose_import
from storage.setup import require_authority
from storage.uploads import (
    EXPIRED,
    NotImported,
    Upload,
    check_upload,
    find_upload,
    import_upload,
    keep_upload_once,
    load_files,
    pack,
    unpack,
)

FORM = "setup.files"
KINDS = ("csv", "xlsx", "yaml", "yml")
MOST = min(10, FILES_MAX)
PATIENCE = 60.0  # seconds for a check or an import of the largest files
NO_PEOPLE = "Slack didn't let me look for people just now. They are matched within six hours, or press Match again now."


def build(metadata: str) -> b.View:
    """The modal that asks for the files."""
    words = "People, engagements and closures, as CSV or XLSX with a header row, and the program as YAML."
    said = "They are checked first. Nothing is written until you press Import."
    blocks = [
        b.section(f"{words} {said}"),
        b.ask("files", "Roster files", b.files_input(KINDS, MOST)),
        *(b.context(f"{kind.capitalize()}: {_columns(kind)}") for kind in COLUMNS),
    ]
    return b.modal(FORM, "Upload roster files", "Check", blocks, metadata)


def _columns(kind: str) -> str:
    return ", ".join(f"{name}*" if name in REQUIRED[kind] else name for name in COLUMNS[kind])


async def open_files(turn: Turn) -> None:
    """Ask for the files: above the overview, or in place of the page that says what is wrong with the last ones."""
    programme = turn.row_id()
    await turn.ack()
    in_background(turn, lambda later: _open(later, programme))


async def open_first(turn: Turn) -> None:
    """Ask for the files of a program that isn't there yet."""
    await turn.ack()
    in_background(turn, lambda later: _open(later, 0))


async def _open(turn: Turn, programme: int) -> None:
    await turn.store.read(require_authority, turn.actor, "roster.check", programme or None)
    view = build(turn.pack({"p": programme}, FORM))
    if turn.view["callback_id"] == pages.PAGE:
        await turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        await show(turn, view)


async def submit(turn: Turn) -> None:
    """Answer at once; fetch and check the files in the background."""
    data = turn.unpack()
    programme = int(data["p"])
    chosen: list[str] = forms.values(turn.view).get("files", [])
    if not 1 <= len(chosen) <= MOST:
        raise FieldErrors({"files": f"Choose 1 to {MOST} files."})
    row = str(programme)
    sentence = f"Checking {counted(len(chosen), 'file')}…"
    await answer_and_go_on(turn, sentence, partial(_check, file_ids=chosen, row=row, mark=data["k"]), row)


async def _check(turn: Turn, file_ids: list[str], row: str, mark: str) -> b.View | None:
    await turn.store.read(require_authority, turn.actor, "roster.check")
    files = await fetch_all(turn, file_ids)
    roster = await asyncio.to_thread(read_roster, files)
    packed = await asyncio.to_thread(pack, files)
    store = turn.store.patient(PATIENCE)
    programme, report = await store.read(check_upload, turn.actor, turn.now, roster)
    upload = await store.write(keep_upload_once, turn.actor, turn.now, mark, packed, report, programme)
    if upload is None:
        return None
    whole = len(problem_lines(report)) > pages.LISTED
    if whole:
        await _send_whole_list(turn, upload)
    return pages.checked(upload, row, whole)


async def _send_whole_list(turn: Turn, upload: Upload) -> None:
    answer = await turn.client.conversations_open(users=turn.actor.user_id)
    parts = await asyncio.to_thread(lambda: len(problem_parts(upload.report)))
    await turn.store.write(_owe_list, turn.now, str(answer["channel"]["id"]), upload.id, parts)


def _owe_list(db: Db, now: datetime, channel: str, upload: int, parts: int) -> None:
    keys = [f"roster_problems:{upload}:{part}" for part in range(1, parts + 1)]
    owe(db, now, [NewOwed("roster_problems", key, channel=channel, subject_id=upload) for key in keys])


async def press_import(turn: Turn) -> None:
    """Import what was checked; a second press shows what the first one did."""
    upload = turn.row_id()
    await press_and_go_on(turn, "Importing…", partial(_import, upload_id=upload))


async def _import(turn: Turn, upload_id: int) -> b.View:
    packed = await turn.store.read(load_files, turn.actor, turn.now, upload_id)
    if packed is None:
        return await _imported_before(turn, upload_id)
    roster = await asyncio.to_thread(lambda: read_roster(unpack(packed)))
    store = turn.store.patient(PATIENCE)
    proposal = await store.read(propose_import, turn.now, roster)
    try:
        done = await store.write(import_upload, turn.actor, turn.now, upload_id, proposal)
    except NotImported as stopped:
        return pages.refused(stopped.report, "0", False)
    if (done.imported_at, done.imported_by) != (turn.now, turn.actor.user_id):
        return await _imported_before(turn, upload_id)
    trouble = await match(turn)
    return await _show_done(turn, done, trouble, "")


async def _imported_before(turn: Turn, upload_id: int) -> b.View:
    done = await turn.store.read(find_upload, upload_id)
    if done is None or done.imported_at is None:
        raise Refusal(EXPIRED)
    who = await turn.store.read(find_person, Actor(done.imported_by or ""))
    by = "you" if done.imported_by == turn.actor.user_id else who.name if who else "somebody else"
    return await _show_done(
        turn, done, "", f"These files were imported already, on {spell(done.imported_at.date())} by {by}."
    )


async def _show_done(turn: Turn, done: Upload, trouble: str, repeat: str) -> b.View:
    programme = done.programme_id or 0
    unmatched = await turn.store.read(read_unmatched, turn.actor, programme)
    if turn.view.get("previous_view_id"):
        in_background(turn, lambda later: show_overview(later, beneath(turn), programme))
    return pages.imported(done, unmatched, str(programme), trouble, repeat)


async def match(turn: Turn) -> str:
    """Match e-mails to Slack people now; a sentence when Slack doesn't let us."""
    try:
        await turn.match()
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
        return NO_PEOPLE
    return ""


async def press_match(turn: Turn) -> None:
    """Match again, and show who is left: above the overview, or in place of the page that told it before."""
    work = partial(_match, programme=turn.row_id())
    if turn.view["callback_id"] == pages.OVERVIEW:
        await open_and_go_on(turn, work)
    else:
        await press_and_go_on(turn, "Looking for people…", work)


async def _match(turn: Turn, programme: int) -> b.View:
    before = await turn.store.read(read_unmatched, turn.actor, programme)
    trouble = await match(turn)
    after = await turn.store.read(read_unmatched, turn.actor, programme)
    found = len(before) - len(after)
    said = trouble or (f"{counted(found, 'person', 'people')} more matched." if found > 0 else "Nobody new was found.")
    overview = turn.view["id"] if turn.view["callback_id"] == pages.OVERVIEW else turn.view.get("previous_view_id")
    if overview:
        in_background(turn, lambda later: show_overview(later, overview, programme))
    return pages.unmatched_page(after, str(programme), said)
