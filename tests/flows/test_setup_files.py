"""Uploading the roster in Slack: bad files, foreign files, large files, and pressing twice."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.messages.home import SETUP
from handlers.setup import pages
from playground import shapes
from storage.database import Db
from storage.people import people
from storage.uploads import uploads
from tests.flows.conftest import Town
from tests.flows.settingup import (
    FILES,
    PAIRS,
    PEOPLE,
    forge,
    make_programme,
    opened,
    press,
    redrawn,
    send,
    shown,
    titled,
    waited,
)
from tests.storage.settingup import verbs

HEAD = b"email,name,roles\n"


def grow_old(db: Db) -> None:
    """Let every check be past its day."""
    db.run(uploads.update().values(expires_at=uploads.c.checked_at))


def people_count(db: Db) -> int:
    return int(db.value(select(func.count(people.c.id))))


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("people.csv", HEAD + "jos\u00e9@example.org,Jos\u00e9,coach\n".encode("latin-1"))], "isn't UTF-8"),
        ([("people.csv", HEAD + b"a@example.org,A,coach\na@example.org,B,coach\n")], "already in row 2"),
        (
            [("people.csv", HEAD + b"a@example.org,A,king\n")],
            "people.csv, row 2, roles: \u201cking\u201d isn't a role.",
        ),
        ([("notes.csv", b"a,b\n1,2\n")], "header tells neither"),
        ([("people.csv", b"")], "empty"),
        ([("people.xlsx", b"PK\x03\x04 not a workbook")], "This workbook is damaged"),
        ([("people.csv", HEAD + b"a@example.org,<!channel> <https://x.example.org|y>,king\n")], "“king” isn't a role"),
        (
            [("people.csv", PEOPLE), ("pairs.csv", PAIRS.rstrip() + b",Tuesdays\n")],
            "more cells than the header",
        ),
    ],
)
async def test_a_file_that_is_not_in_order_is_explained_and_nothing_is_written(
    bare_town: Town, files: list[tuple[str, bytes]], words: str
) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    view = await send(town, admin, files, words)
    assert pages.IMPORT not in str(view.blocks)
    assert await town.store.read(people_count) == 1
    await send(town, admin, FILES, "These files are in order")


async def test_pressing_import_twice_imports_once(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    view = await send(town, admin, FILES, "These files are in order")
    button = next(block["elements"][0] for block in view.blocks if block["type"] == "actions")
    await admin.click(view, pages.IMPORT)
    await waited(town, admin, "Imported.")
    before = [one for one in await town.store.read(verbs) if not one.startswith("denied")]
    await forge(admin, shown(admin), pages.IMPORT, button["value"])
    view = await waited(town, admin, "were imported already")
    assert "by you" in str(view.blocks)
    assert await town.store.read(verbs) == before

    coordinator, coach = town.person("UCOORD"), town.person("UCOACH")
    for person, title in ((coordinator, "Imported"), (coach, "Program set-up")):
        await forge(person, await town.world.wait_for(person.home), SETUP)
        page = await opened(town, person)
        await forge(person, page, pages.IMPORT, button["value"])
        await redrawn(town, page)
        await titled(town, person, title)
    assert "by Admin A" in str(shown(coordinator).blocks)
    assert "isn't available to you" in str(shown(coach).blocks)
    assert "denied:roster.import" in await town.store.read(verbs)


async def test_a_check_holds_for_a_day(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await send(town, admin, FILES, "These files are in order")
    await town.store.write(grow_old)
    await admin.click(None, pages.IMPORT)
    await waited(town, admin, "checked more than 24 hours ago")
    assert await town.store.read(people_count) == 1


async def test_a_file_of_a_foreign_host_or_of_somebody_else_is_not_fetched(
    bare_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    honest = shapes.file

    def elsewhere(*given: Any) -> dict[str, Any]:
        return {**honest(*given), "url_private_download": "http://127.0.0.1:9/files/T1-F1"}

    monkeypatch.setattr(shapes, "file", elsewhere)
    await send(town, admin, FILES, "isn't stored in this Slack")
    monkeypatch.setattr(shapes, "file", lambda *given: {**honest(*given), "user": "UOTHER"})
    await send(town, admin, FILES, "was uploaded by somebody else")


@pytest.mark.parametrize("bare_town", ["socket"], indirect=True)
async def test_twenty_thousand_rows_are_answered_at_once_and_imported(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    rows = b"".join(b"leader.%d@example.org,Leader %d,leader\n" % (one, one) for one in range(20_000))
    await press(admin, pages.FILES, 2, town)
    await admin.fill(None, {"files": [("people.csv", HEAD + rows)]})
    assert (await admin.submit()).meaning == "updated"
    assert "Checking 1 file" in str(shown(admin).blocks)
    view = await waited(town, admin, "These files are in order")
    assert "People: 20,000 new" in str(view.blocks)
    coach = town.person("UCOACH")
    assert await coach.command("/coachlog") is not None
    await admin.click(None, pages.IMPORT)
    view = await waited(town, admin, "Imported.")
    assert "These e-mails belong to nobody in this Slack: 20,000." in str(view.blocks)


async def test_a_long_list_of_problems_comes_whole_as_messages(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    rows = b"".join(b"leader.%d@example.org,Leader %d,king%d\n" % (one, one, one) for one in range(90))
    view = await send(town, admin, [("people.csv", HEAD + rows)], "90 problems")
    assert "and 70 more. The whole list comes as a direct message." in str(view.blocks)

    def told() -> str:
        return "\n".join(one.text for one in admin.dm())

    await town.world.wait_for(lambda: all(f"row {row}, roles" in told() for row in range(2, 92)))
    assert "90 problems in the roster files you sent, part 1 of" in told()


async def test_people_who_join_later_are_matched_by_pressing_or_by_themselves(bare_town: Town) -> None:
    town, admin = bare_town, bare_town.person("UADMIN")
    await make_programme(town, admin)
    await send(town, admin, FILES, "These files are in order")
    await admin.click(None, pages.IMPORT)
    await waited(town, admin, "Principal 99 (principal.99@example.org)")
    await admin.click(None, pages.MATCH)
    await waited(town, admin, "Nobody new was found.")
    town.world.workspaces["T1"].users["USTRANGE"].email = "Principal.99@example.org"
    await admin.click(None, pages.MATCH)
    await waited(town, admin, "1 person more matched.")
    assert await town.world.wait_for(lambda: "Your coaching" in str(town.person("USTRANGE").home()))
    await town.world.wait_for(lambda: "Not in Slack yet" not in str(admin.modals[0].blocks))
