"""The frameworks a program works with, as data: practices, goals and standards, by code ("cpsel:2B")."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as quick, where PyYAML has it
FOCUS_MAX = 3  # elements a contact may name


class Element(NamedTuple):
    """One element: code ("cpsel:2B"), the framework's short name ("CPSEL") and our own label."""

    code: str
    framework: str
    label: str

    @property
    def words(self) -> str:
        """As people read it: CPSEL 2B, Curriculum and instruction."""
        number = self.code.partition(":")[2]
        return f"{number} {self.label}" if number[0] in "PG" else f"{self.framework} {number} {self.label}"


class Prompt(NamedTuple):
    """A question to think about. code: the practice or goal it is about ("P5"), for coaches a competency; phase: where
    in the coaching it fits best, or "any"; scale: it can be answered by a number from 1 to 5."""

    id: str
    words: str
    code: str
    phase: str
    stance: str
    scale: bool = False


def _read(name: str) -> Any:
    return yaml.load((files(__name__) / name).read_text(encoding="utf-8"), Loader=QUICK)  # noqa: S506 - a safe one


@cache
def elements() -> dict[str, Element]:
    """Every element of every framework, by code, in the frameworks' own order."""
    found = {}
    for framework, about in _read("frameworks.yml").items():
        for number, label in about["items"].items():
            code = f"{framework}:{number}"
            found[code] = Element(code, about["short"], label)
    return found


@cache
def frameworks() -> dict[str, str]:
    """The frameworks' names by id: {"cpsel": "CPSEL"}."""
    return {framework: about["name"] for framework, about in _read("frameworks.yml").items()}


@cache
def prompts(whose: str = "leader") -> dict[str, Prompt]:
    """The questions for leaders or for coaches ("coach"), by id."""
    return {one["id"]: Prompt(**one) for one in _read("prompts.yml")[whose]}


@cache
def every_prompt() -> dict[str, Prompt]:
    """The questions for leaders and those for coaches, by id."""
    return prompts() | prompts("coach")


@cache
def practices_near() -> Mapping[str, frozenset[str]]:
    """For each element's code the practices it is near to: {"cpsel:2B": {"P4", "P5"}}; practices and goals are their
    own."""
    found: dict[str, set[str]] = {}
    for practice, codes in _read("crosswalk.yml").items():
        for code in codes:
            found.setdefault(code, set()).add(practice)
    own = {code: {code.partition(":")[2]} for code in elements() if code.startswith(("practices:", "goals:"))}
    return {code: frozenset(near) for code, near in (found | own).items()}


def elements_of(chosen: tuple[str, ...]) -> list[Element]:
    """The elements of the chosen frameworks, in the order chosen; unknown frameworks have none."""
    every = elements().values()
    return [one for framework in chosen for one in every if one.code.startswith(f"{framework}:")]
