"""Roster files as they come, a name and bytes each, made into rows; which file is which is told by its header."""

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.rules.roster import cells, tables
from bot.rules.roster.rows import COLUMNS, MODELS, REQUIRED, Place, Placed, Problem, Roster, at, in_order, read_row
from bot.rules.roster.tables import BadFile, Table
from bot.rules.roster.yamlfile import read_programme

FILES_MAX = 20
BYTES_TOGETHER = 2 * tables.BYTES_MAX
KNOWN_MIN = 2  # so many known columns tell what a table is

_YAML_START = re.compile(r"(?:---|[A-Za-z_]+[ \t]*:)")


def read_roster(files: Sequence[tuple[str, bytes]]) -> Roster:
    """Read every file, (name, bytes) each. What can't be read is among the roster's problems; nothing is raised."""
    roster = Roster()
    if not files:
        roster.problems.append(Problem("roster", None, None, "There is no file. Name at least one."))
    if len(files) > FILES_MAX:
        sentence = f"{len(files)} files are too many. Send at most {FILES_MAX} at a time."
        roster.problems.append(Problem("roster", None, None, sentence))
        return roster
    if sum(len(content) for _, content in files) > BYTES_TOGETHER:
        sentence = "Together these files are too large. Send them in two parts."
        roster.problems.append(Problem("roster", None, None, sentence))
        return roster
    for name, content in files:
        try:
            _read(roster, cells.clean(name) or "file", content)
        except BadFile as error:
            roster.unread = True
            roster.problems.append(Problem(name, error.row, None, error.sentence))
    roster.problems = in_order(roster.problems, roster.files)
    return roster


def _read(roster: Roster, name: str, content: bytes) -> None:
    roster.files.append(name)
    if len(content) > tables.BYTES_MAX:
        raise BadFile(f"This file is larger than {tables.BYTES_MAX // 1024 // 1024} MB. Split it and send the parts.")
    if not content.strip():
        raise BadFile("This file is empty. Send it again with its header and rows.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile("This is an Excel workbook of the old kind, or one with a password. Save it as XLSX without one.")
    if content.startswith(b"PK"):
        found, notes = tables.read_xlsx(name, content)
        roster.notes += notes
        if not found:
            raise BadFile("This workbook is empty. Send it again with its header and rows.")
        for table in found:
            _read_table(roster, table)
    elif _is_yaml(name, content):
        _keep_programme(roster, name, content)
    else:
        _read_table(roster, tables.read_csv(name, content))


def _is_yaml(name: str, content: bytes) -> bool:
    if name.lower().endswith((".yml", ".yaml")):
        return True
    if name.lower().endswith(".csv"):
        return False
    lines = (line.strip() for line in content[:4096].decode("utf-8-sig", errors="replace").splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return bool(_YAML_START.match(first))


def _keep_programme(roster: Roster, name: str, content: bytes) -> None:
    roster.programme_refused = True
    found, problems = read_programme(name, content)
    roster.problems += problems
    roster.programme_refused = found is None
    if found and roster.programme:
        raise BadFile(f"{roster.programme.place.file} is a program too. Send one program at a time.")
    roster.programme = found or roster.programme


def _read_table(roster: Roster, table: Table) -> None:
    if table.name not in roster.files:
        roster.files.append(table.name)
    header = tables.header_of(table)
    kind = _kind(header)
    problems = _header_problems(table, header, kind)
    roster.problems += problems
    if problems:
        roster.unread = True
        return
    if len(table.rows) == 1:
        roster.notes.append(f"{table.name} has a header and no rows.")
    _read_rows(roster, table, header, kind)


def _kind(header: Sequence[str]) -> str:
    """People, engagements or closures; raises BadFile when the header tells none of them."""
    score = {kind: len(set(columns) & set(header)) for kind, columns in COLUMNS.items()}
    best = max(score, key=lambda kind: score[kind])
    if score[best] < KNOWN_MIN or list(score.values()).count(score[best]) > 1:
        wanted = "; ".join(f"{kind}: {', '.join(REQUIRED[kind])}" for kind in COLUMNS)
        raise BadFile(f"The header tells neither people, engagements nor closures. They need, in row 1, {wanted}.", 1)
    return best


def _header_problems(table: Table, header: Sequence[str], kind: str) -> list[Problem]:
    row = table.rows[0][0]
    place = Place(table.name, row)
    known = COLUMNS[kind]
    found = [
        at(place, name, f"This column is missing from the {kind} file. Add it.")
        for name in REQUIRED[kind]
        if name not in header
    ]
    for name, times in Counter(header).items():
        if name in known and times > 1:
            found.append(at(place, name, "This column is here twice. Keep one."))
        elif name and name not in known:
            found.append(at(place, name, _unknown(name, kind)))
    return found


def _unknown(name: str, kind: str) -> str:
    close = difflib.get_close_matches(name, COLUMNS[kind], 1)
    hint = f"Did you mean {close[0]}?" if close else f"Take it out; the columns are {', '.join(COLUMNS[kind])}."
    return f"There is no such column in the {kind} file. {hint}"


def _read_rows(roster: Roster, table: Table, header: Sequence[str], kind: str) -> None:
    keep: list[Placed[Any]] = getattr(roster, kind)
    bad: dict[int, dict[str, str]] = {}
    for (row, column), reason in table.bad.items():
        bad.setdefault(row, {})[header[column] if column < len(header) else "?"] = reason
    for number, texts in tables.data_rows(table):
        place = Place(table.name, number)
        raw = {name: text for name, text in zip(header, texts, strict=False) if name}
        placed, problems = read_row(MODELS[kind], place, {name: raw.get(name, "") for name in COLUMNS[kind]})
        spoiled = bad.get(number, {})
        problems = [one for one in problems if one.column not in spoiled]
        problems += [at(place, column, reason) for column, reason in spoiled.items()] + _loose(place, header, texts)
        roster.problems += problems
        if placed and not problems:
            keep.append(placed)
        else:
            roster.damaged[kind] |= {cells.folded(text) for text in raw.values() if text}


def _loose(place: Place, header: Sequence[str], texts: Sequence[str]) -> list[Problem]:
    """Cells that stand under no name."""
    named = sum(1 for name in header if name)
    if tables.blank(texts[len(header) :]) and tables.blank(
        text for name, text in zip(header, texts, strict=False) if not name
    ):
        return []
    reason = f"This row has more cells than the header's {named} names. Put quotation marks around text with a comma."
    return [at(place, None, reason)]
