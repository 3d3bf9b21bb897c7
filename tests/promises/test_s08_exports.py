"""S08: formula starters in every text and name of an export: no formula in two parsers, and each text comes back."""

import csv
import io
import random
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import openpyxl
from defusedxml import ElementTree
from sqlalchemy import update

from bot.exports.csvfile import original
from bot.rules.contacts import DETAILS
from handlers.exports import NOTES
from playground.people import Person
from storage.people import people
from storage.schools import schools
from tests.flows.conftest import Town
from tests.flows.exporting import asked, exported
from tests.promises import sizes
from tests.promises.counting import connected
from tests.promises.inside import Hamlet, inside
from tests.promises.logged import recorded

STARTERS = ("=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", " =", "'=", '"=', ";=", ",=", "\n=", "%", "|")
BODIES = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("https://x.example.org","y")',
    "SUM(A1:A9)",
    'IMPORTXML("https://x.example.org","//a")',
    '"quoted", and; more',
    "line one\nline two",
)
TEXTS = ("note", "private_note", "step", *DETAILS)
SPAN = {"first": "2026-11-01", "last": "2026-11-17"}
BAD = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


async def test_no_cell_of_an_export_is_a_formula_and_every_text_comes_back(database_url: str, tmp_path: Path) -> None:
    async with inside(database_url, tmp_path, 1) as made:
        town = Town(made.world, made.app, (await made.app.duties.workspaces())[0].delivery.store, {})
        for texts in islice(_hostile(), sizes.S08_ROUNDS):
            _name_everything(made, texts["name"])
            await recorded(made, 1, {name: texts[name] for name in TEXTS})
            await _csv(town, made.people[0], texts)
            await _xlsx(town, made.people[0], texts)
            await made.later(61)


def _hostile() -> Iterator[dict[str, str]]:
    """The same texts in every run; in the first of them every starter stands once with every field."""
    chance = random.Random(8)  # noqa: S311 - the same texts in every run
    while True:
        texts = {name: chance.choice(STARTERS) + chance.choice(BODIES) for name in TEXTS}
        yield {**{name: text.strip() for name, text in texts.items()}, "name": chance.choice(STARTERS).strip() + "1+1"}


def _name_everything(made: Hamlet, name: str) -> None:
    with connected(made.url) as connection:
        connection.execute(update(schools).values(name=name))
        connection.execute(update(people).values(name=name))
        connection.commit()


def _first(row: Iterable[object]) -> str:
    """The first cell: the contact's number."""
    return str(next(iter(row)))


async def _csv(town: Town, coach: Person, texts: dict[str, str]) -> None:
    await asked(town, coach)
    _, content = await exported(town, coach, format="CSV, for any other program", private=[NOTES], **SPAN)
    text = content.decode("utf-8-sig")
    ours = list(csv.reader(io.StringIO(text, newline="")))
    assert ours == list(_second_reading(text))
    cells = [cell for row in ours[1:] for cell in row]
    assert not [cell for cell in cells if cell.startswith(BAD) and not _number(cell)]
    newest = dict(zip(ours[0], map(original, max(ours[1:], key=_first)), strict=True))
    assert (newest["Note for the pair"], newest["My private note"]) == (texts["note"], texts["private_note"])
    assert newest["School"] == newest["Leader"] == texts["name"]
    assert texts["step"] in newest["Leader's next steps"]
    assert all(texts[name] in newest["Further notes"] for name in DETAILS)


def _number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdecimal()


def _second_reading(text: str) -> Iterator[list[str]]:
    """RFC 4180 by hand, one character after the other."""
    row: list[str] = [""]
    quoted, place = False, 0
    while place < len(text):
        char, pair = text[place], text[place : place + 2]
        if quoted and pair == '""':
            row[-1] += '"'
            place += 1
        elif char == '"':
            quoted = not quoted
        elif not quoted and char == ",":
            row.append("")
        elif not quoted and pair == "\r\n":
            yield row
            row, place = [""], place + 1
        else:
            row[-1] += char
        place += 1
    if row != [""]:
        yield row


async def _xlsx(town: Town, coach: Person, texts: dict[str, str]) -> None:
    await asked(town, coach)
    _, content = await exported(town, coach, private=[NOTES], **SPAN)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Contacts"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not _formulas(content)
    heads = [str(cell.value) for cell in sheet[1]]
    newest = dict(zip(heads, max(sheet.iter_rows(min_row=2, values_only=True), key=_first), strict=True))
    assert (newest["Note for the pair"], newest["My private note"]) == (texts["note"], texts["private_note"])
    assert newest["School"] == newest["Leader"] == texts["name"]


def _formulas(content: bytes) -> list[str]:
    """Every formula and link in the file's own XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        pages = [ElementTree.fromstring(file.read(name)) for name in file.namelist() if name.endswith(".xml")]
    tags = [node.tag.rpartition("}")[2] for page in pages for node in page.iter()]
    return [tag for tag in tags if tag in {"f", "hyperlink", "externalReference", "ddeLink", "oleLink"}]
