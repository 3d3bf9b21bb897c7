"""Bad texts and rosters in the set-up: one sentence, at the shell the same one, and nothing of it is stored."""

from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from handlers.setup import form, pages
from playground.people import Person
from storage.engagements import engagements
from storage.people import people
from tests.bot.running import Ended, told
from tests.flows.badinput import MARKUP, Rows, marked, rows
from tests.flows.coachlogging import says
from tests.flows.conftest import Town
from tests.flows.settingup import PAIRS, STEPS, make_programme, open_setup, press, send, shown
from tests.promises.counting import connected

HEAD = b"email,name,roles\n"
LARGE = HEAD + b"".join(b"leader.%d@example.org,Leader %d,leader\n" % (one, one) for one in range(20_000))
LOOP = PAIRS.replace(b"visit_day", b"supervisor_email,visit_day").replace(b"-01,", b"-01,coach.c@example.org,")
EMAIL = "This e-mail is already in row 2. Keep one of the two rows."
BAD: dict[str, tuple[str, bytes, str]] = {
    "a duplicate": (
        "people.csv",
        HEAD + b"new.one@example.org,New One,leader\nNew.One@example.org,New Two,leader\n",
        f"people.csv, row 3, email: {EMAIL}",
    ),
    "a loop": (
        "pairs.csv",
        LOOP,
        "pairs.csv, row 2, coach_email: The coach is this leader's supervisor. Name another coach.",
    ),
    "a wrong zone": (
        "people.csv",
        b"email,name,roles,time_zone\nnew.one@example.org,New One,leader,Mars/Olympus\n",
        "people.csv, row 2, time_zone: “Mars/Olympus” isn't a time zone. Write an IANA name such as America/New_York.",
    ),
    "a Latin-1 file": (
        "people.csv",
        HEAD + "new.one@example.org,José,leader\n".encode("latin-1"),
        "people.csv, row 2: This file isn't UTF-8, so letters with accents can't be read; the first is in this row. "
        "Save it as “CSV UTF-8” and send it again.",
    ),
    "20,000 rows, one of them twice": (
        "people.csv",
        LARGE + b"leader.0@example.org,Leader 0,leader\n",
        f"people.csv, row 20002, email: {EMAIL}",
    ),
}
GOOD: dict[str, tuple[bytes, str]] = {
    "a file with a mark at its start": (b"\xef\xbb\xbf" + HEAD + "new.one@example.org,José,leader\n".encode(), "1"),
}

WINDOW = {"test_windows.0.start": "2027-03-29", "test_windows.0.end": "2027-04-09"}


class Stored(NamedTuple):
    """How much there is: contacts, audit and outbox, people and engagements."""

    rows: Rows
    people: int
    pairs: int


def stored(town: Town) -> Stored:
    with connected(town.app.settings.database_url) as connection:
        counts = [
            connection.execute(select(func.count()).select_from(one)).scalar_one() for one in (people, engagements)
        ]
    return Stored(rows(town.app), *counts)


async def at_the_shell(town: Town, file: Path) -> Ended:
    """`coachlog roster check` on the same database."""
    found = town.app.settings
    environ = {
        "SLACK_API_URL": found.api_url,
        "SLACK_BOT_TOKEN": found.bot_token,
        "SLACK_SIGNING_SECRET": found.signing_secret,
        "DATABASE_URL": found.database_url,
        "COACHLOG_HOME": str(found.home),
        "COACHLOG_KEYS": ",".join(found.keys),
        "COACHLOG_TEST": "1",
    }
    return await told("roster", "check", file, **environ)


@pytest.mark.parametrize("case", BAD)
async def test_a_roster_with_a_fault_is_explained_and_not_stored(town: Town, tmp_path: Path, case: str) -> None:
    coordinator, (name, content, line) = town.person("UCOORD"), BAD[case]
    await open_setup(town, coordinator)
    before = stored(town)
    view = await send(town, coordinator, [(name, content)], "Nothing was written")
    said = says(view).splitlines()
    assert said[0] == "1 problem. Nothing was written. Fix the files and choose them again."
    assert said[1] == f"• {line}"
    assert pages.IMPORT not in str(view.blocks)
    (tmp_path / name).write_bytes(content)
    ended = await at_the_shell(town, tmp_path / name)
    assert (ended.code, ended.out.splitlines()) == (1, ["1 problem. Nothing was written.", line])
    assert stored(town) == before
    await press(coordinator, pages.FILES, len(coordinator.modals), town)
    assert await town.world.wait_for(lambda: shown(coordinator).callback_id == "setup.files")


@pytest.mark.parametrize("case", GOOD)
async def test_a_roster_in_order_is_only_checked(town: Town, tmp_path: Path, case: str) -> None:
    coordinator, (content, count) = town.person("UCOORD"), GOOD[case]
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    await open_setup(town, coordinator)
    before = stored(town)
    view = await send(town, coordinator, [("people.csv", content)], "These files are in order")
    assert f"People: {count} new" in says(view)
    ended = await at_the_shell(town, file)
    assert (ended.code, ended.err) == (0, "")
    assert f"{count} new" in ended.out
    assert stored(town) == before


def too_long(most: str) -> str:
    return f"This has 3,001 characters. Please keep it to {most}."


@pytest.mark.parametrize(
    ("part", "field", "sentence"),
    [
        ("basics", "name", too_long("120")),
        ("basics", "code", "Use up to 40 letters, digits, dots, dashes or underscores, without spaces."),
        ("privacy", "confidentiality", too_long("3,000")),
        ("privacy", "test_windows.0.name", too_long("60")),
    ],
)
async def test_a_text_that_is_too_long_stays_in_the_form(bare_town: Town, part: str, field: str, sentence: str) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await at_step(town, admin, part)
    before, text = stored(town), "x" * 3001
    await admin.fill(None, {**STEPS[part], **(WINDOW if "windows" in field else {}), field: text})
    assert (await admin.submit(force=True)).meaning == "errors"
    assert admin.errors[field] == sentence
    assert shown(admin).state[field]["value"]["value"] == text
    assert stored(town) == before


async def at_step(town: Town, admin: Person, part: str) -> None:
    """Go through the set-up up to a step; with a test window, where there is one."""
    await open_setup(town, admin)
    for name, filled in STEPS.items():
        if name == part:
            break
        await admin.fill(None, filled)
        assert (await admin.submit()).meaning == "updated"
    if part == "privacy":
        await admin.click(None, form.ADD_WINDOW)
        await town.world.wait_for(lambda: "test_windows.0.name" in str(shown(admin).blocks))


async def test_markup_in_the_set_up_is_read_as_typed(bare_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    monkeypatch.setitem(STEPS, "basics", {**STEPS["basics"], "name": MARKUP})
    page = await make_programme(town, admin)
    assert MARKUP in says(page)
    assert not [text for text in marked(page.blocks) if "bold" in text or "<!" in text]
