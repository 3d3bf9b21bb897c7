"""The programme's YAML file, read as plain text values: `17:00` stays a time, and nothing but data can be in it."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from bot.rules.roster import cells
from bot.rules.roster.programmefile import ProgrammeFile
from bot.rules.roster.rows import Place, Placed, Problem
from bot.rules.roster.tables import BadFile, decode

YAML_MAX = 256 * 1024
DEPTH_MAX = 10
DAYS = ("from", "to")
NOTHING = ("", "~", "null", "Null", "NULL")

Lines = dict[tuple[str, ...], int]


def read_programme(name: str, content: bytes) -> tuple[Placed[ProgrammeFile] | None, list[Problem]]:
    """The programme of a YAML file, or every problem in it, named by key and line. Raises BadFile."""
    lines: Lines = {}
    problems: list[Problem] = []
    root = _compose(content)
    tree = _value(root, (), lines, problems, name)
    if not isinstance(tree, Mapping):
        raise BadFile("This file holds no keys. Write name, code, zone and school_year, each as “key: value”.")
    try:
        found = ProgrammeFile.model_validate(tree)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            path = tuple(str(part) for part in one["loc"])
            if not any(problem.column == _key(path) for problem in problems):
                problems.append(Problem(name, _line(lines, path), _key(path), _sentence(dict(one))))
        return None, problems
    return (None if problems else Placed(Place(name, 1), found)), problems


def _compose(content: bytes) -> yaml.Node | None:
    if len(content) > YAML_MAX:
        raise BadFile(f"This file is larger than {YAML_MAX // 1024} KB, too large for a program. Check that it is it.")
    text = decode(content)
    try:
        depth = 0
        for event in yaml.parse(text, yaml.BaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_MAX or isinstance(event, yaml.AliasEvent):
                raise BadFile("This file uses aliases, or lists within lists within lists. Write each value out.")
        return yaml.compose(text, yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BadFile(
            "This isn't valid YAML. Check the indents, the colons and the quotation marks near this row.",
            mark.line + 1 if mark else None,
        ) from None


def _value(node: yaml.Node | None, path: tuple[str, ...], lines: Lines, problems: list[Problem], name: str) -> Any:
    """A node as text, list or dict, with the line of each key; empty values are left out."""
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, problems, name)
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, (*path, str(place)), lines, problems, name) for place, one in enumerate(node.value)]
    if node is None or node.value in NOTHING:
        return None
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if not cells.storable(node.value):
        problems.append(Problem(name, line, _key(path), "This holds a control character. Type the text again."))
        return "?"
    if path and path[-1] in DAYS:
        try:
            return cells.day(node.value)
        except ValueError as error:
            problems.append(Problem(name, line, _key(path), str(error)))
    return node.value


def _mapping(
    node: yaml.MappingNode, path: tuple[str, ...], lines: Lines, problems: list[Problem], name: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        word = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        here = (*path, word)
        if here in lines:
            problems.append(Problem(name, line, _key(here), f"This key is here twice, first in row {lines[here]}."))
            continue
        lines[here] = line
        value = _value(child, here, lines, problems, name)
        if value is not None:
            found[word] = value
    return found


def _key(path: tuple[str, ...]) -> str | None:
    return ".".join(path) or None


def _line(lines: Lines, path: tuple[str, ...]) -> int | None:
    """The line of a key, or of the nearest one above it."""
    return next((lines[part] for part in _upwards(path) if part in lines), None)


def _upwards(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (path[:length] for length in range(len(path), 0, -1))


SENTENCES = {
    "missing": "This key is missing. Add it.",
    "extra_forbidden": "There is no such key here. Check its spelling, or take it out.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "int_type": "Write a whole number.",
    "float_parsing": "Write a number.",
    "float_type": "Write a number.",
    "finite_number": "Write a number.",
    "tuple_type": "Write a list, with a dash before each entry.",
    "string_type": "Write one line of text.",
    "model_type": "Write keys below this one, each indented.",
    "model_attributes_type": "Write keys below this one, each indented.",
    "string_pattern_mismatch": "Write a time on the 24-hour clock, like 17:00.",
}


def _sentence(error: dict[str, Any]) -> str:
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    if error["type"] in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return f"Write a number that is {'at least' if 'ge' in context else 'at most'} {bound:g}."
    if error["type"] == "string_too_long":
        return f"This is too long. Shorten it to {context['max_length']} characters."
    if error["type"] == "literal_error":
        return f"Write {context['expected']}."
    return SENTENCES.get(error["type"], "This value doesn't fit here. Check it against the documentation.")
