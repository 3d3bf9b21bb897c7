"""The map of the house as tests: where things lie, how long they may be, what they may not do."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "handlers", "storage", "schedules", "playground")
NOT_OURS = {
    ".git",
    ".venv",
    "var",
    "build",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".hypothesis",
    "coachlog.egg-info",
}
GENERATED = "storage/migrations/versions"  # written once, never edited; exempt from the budgets of length
SCRIPTS = (".py", ".js", ".css", ".html")
TEXTS = (*SCRIPTS, ".md", ".toml", ".yml", ".yaml", ".lock", ".csv", ".json", ".mako", ".svg", "")

FILE_LINES, FUNCTION_LINES, USUAL_LINES, USUAL_SHARE, ADR_LINES = 300, 40, 25, 0.95, 40

TOP_OF_BOT = {"__init__", "addresses", "__main__", "app", "settings", "errors", "blocks", "forms", "logs", "demo"}
FOLDERS_OF_BOT = {"commands", "exports", "frameworks", "rules", "language", "messages"}
TOP_OF_TESTS = {
    "__init__",
    "conftest",
    "chromium",
    "dialects",
    "lent",
    "patience",
    "postgres",
    "test_databases",
    "test_map",
}
FOLDERS_OF_TESTS = {*FOLDERS, "flows", "promises"}

# Who may read the clock, and why. Everyone else is told `now`.
CLOCK_READERS = {
    "bot/settings.py": "makes the clock that is passed down",
    "handlers/__init__.py": "when a request reached us, for the age of its trigger",
    "schedules/__init__.py": "when APScheduler wakes first; it lives by the real clock",
}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
}

CLOCK_VERBS = {one.partition(".")[2] for one in CLOCKS}


def files(*suffixes: str, under: str = ".") -> list[Path]:
    return [path for path in _ours(ROOT / under) if path.suffix in suffixes]


@cache
def _ours(under: Path) -> list[Path]:
    found = []
    for folder, folders, names in os.walk(under):
        folders[:] = [one for one in folders if one not in NOT_OURS]
        found += [Path(folder, one) for one in names if one not in NOT_OURS]
    return sorted(found)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources() -> list[Path]:
    return [path for folder in (*FOLDERS, "bench", "tests") for path in files(".py", under=folder)]


@cache
def functions() -> tuple[tuple[str, int], ...]:
    """Every function that people wrote: where it stands, and its lines from `def` to its end."""
    return tuple(_functions())


def _functions() -> Iterator[tuple[str, int]]:
    for path in sources():
        if name(path).startswith(GENERATED):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def none_of(breaches: list[str], rule: str) -> None:
    assert not breaches, f"{rule}:\n  " + "\n  ".join(breaches)


def test_no_file_is_longer_than_it_may_be() -> None:
    lengths = ((name(path), len(path.read_text("utf-8").splitlines())) for path in files(*SCRIPTS))
    long = [
        f"{path}: {lines} lines" for path, lines in lengths if lines > FILE_LINES and not path.startswith(GENERATED)
    ]
    none_of(long, f"split what is longer than {FILE_LINES} lines, one noun or feature a file")


def test_no_function_is_longer_than_it_may_be() -> None:
    long = [f"{where}: {lines} lines" for where, lines in functions() if lines > FUNCTION_LINES]
    none_of(long, f"a function has at most {FUNCTION_LINES} lines")


def test_nearly_all_functions_are_short() -> None:
    lengths = functions()
    longer = [f"{where}: {lines} lines" for where, lines in lengths if lines > USUAL_LINES]
    share = 1 - len(longer) / len(lengths)
    assert share >= USUAL_SHARE, (
        f"{share:.1%} of functions have at most {USUAL_LINES} lines; shorten some of:\n  " + "\n  ".join(longer)
    )


def test_the_tools_are_set_as_strictly_as_the_map_says() -> None:
    tools = project()["tool"]
    ruff = tools["ruff"]["lint"]
    assert ruff["mccabe"]["max-complexity"] <= 8
    assert {"C90", "ANN"} <= set(ruff["select"])
    assert not {"C90", "C901", "ANN001", "ANN201", "ANN202"} & {
        code for codes in ruff["per-file-ignores"].values() for code in codes
    }
    assert tools["mypy"]["strict"] is True
    assert tools["pytest"]["ini_options"]["filterwarnings"][0] == "error"


def test_every_exemption_gives_its_reason() -> None:
    exempt = re.compile(
        r"#\s*(?:noqa|type:\s*ignore)(?P<codes>(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)|\[[\w, -]+\])?(?P<rest>.*)$"
    )
    breaches = []
    for path in sources():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found = exempt.search(line)
            if found and not (found["codes"] and re.search(r"\w{2,}", found["rest"])) and "re.compile" not in line:
                breaches.append(f"{name(path)}:{number}: {line.strip()}")
    none_of(breaches, "name the code and say why, as in `# noqa: S108 - a socket's path is short`")


def test_bot_holds_only_what_the_map_names() -> None:
    top = {path.stem for path in (ROOT / "bot").glob("*.py")}
    inner = {path.name for path in (ROOT / "bot").iterdir() if path.is_dir() and path.name not in NOT_OURS}
    none_of(
        sorted(top - TOP_OF_BOT) + sorted(f"{folder}/" for folder in inner - FOLDERS_OF_BOT), "not on the map of bot/"
    )


def test_tests_mirror_the_folders() -> None:
    top = {path.stem for path in (ROOT / "tests").glob("*.py")}
    inner = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name not in NOT_OURS}
    none_of(
        sorted(top - TOP_OF_TESTS) + sorted(f"{folder}/" for folder in inner - FOLDERS_OF_TESTS),
        "not on the map of tests/",
    )
    homeless = [name(path) for path in files(".py", under="tests") if not (path.parent / "__init__.py").exists()]
    none_of(homeless, "a folder of tests needs an __init__.py")


def test_every_module_of_bot_has_its_place_in_the_layers() -> None:
    layers = " ".join(project()["tool"]["importlinter"]["contracts"][0]["layers"])
    placed = set(re.findall(r"[\w.]+", layers))
    modules = {
        f"bot.{path.stem}"
        for path in (ROOT / "bot").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    none_of(sorted(modules - placed - {"bot.__init__"}), "not in the layers of pyproject.toml")


def clock_reads(path: Path) -> list[str]:
    calls = (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))
    named = (one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr in CLOCK_VERBS)
    spoken = ((call.lineno, ".".join(ast.unparse(call.func).split(".")[-2:])) for call in named)
    return [f"{name(path)}:{line}: {called}()" for line, called in spoken if called in CLOCKS]


def test_nobody_reads_the_clock_who_could_be_told() -> None:
    readers = [path for folder in FOLDERS if folder != "playground" for path in files(".py", under=folder)]
    breaches = [read for path in readers if name(path) not in CLOCK_READERS for read in clock_reads(path)]
    none_of(breaches, "take `now` as a parameter, from the injected clock")


def locked(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    pins = (line.removesuffix("\\").split(";")[0].strip().split("==") for line in lines if re.match(r"[a-z0-9]", line))
    return {canonicalize_name(pin[0].split("[")[0]): pin[1] for pin in pins}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_everything_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.findall(r"https?:|--(?:extra-)?index-url|--find-links|--trusted-host", text)
    bare = [entry.split()[0] for entry in re.split(r"\n(?=[a-z0-9])", text) if "--hash=sha256:" not in entry]
    none_of(bare, f"without a hash in {lock}")


def test_the_locks_agree_with_each_other_and_with_the_project() -> None:
    runs, tests = locked("requirements.lock"), locked("requirements-dev.lock")
    assert runs.items() <= tests.items(), "run `make lock`: the dev lock must hold all of the run lock"
    dependencies = project()["project"]
    wanted = {"requirements.lock": (dependencies["dependencies"], runs)}
    wanted["requirements-dev.lock"] = (dependencies["optional-dependencies"]["dev"], tests)
    breaches = [
        f"{requirement} is not in {lock}"
        for lock, (requirements, pins) in wanted.items()
        for requirement in map(Requirement, requirements)
        if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0"))
    ]
    none_of(breaches, "run `make lock`")


def test_every_dependency_gives_its_reason() -> None:
    told = dict(
        re.findall(r"^\| `([\w.-]+)` \| (.+?) \|$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    )
    table = project()["project"]
    needed = {Requirement(line).name for line in table["dependencies"] + table["optional-dependencies"]["dev"]}
    none_of(sorted(needed - told.keys()), "say in CONTRIBUTING.md what it is for")
    none_of(sorted(told.keys() - needed), "in CONTRIBUTING.md, but no longer a dependency")


def test_decisions_are_short_and_numbered_without_a_gap() -> None:
    decisions = files(".md", under="docs/decisions")
    none_of(
        [name(path) for path in decisions if len(path.read_text("utf-8").splitlines()) > ADR_LINES],
        f"at most {ADR_LINES} lines",
    )
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers[0] == 1
    assert all(second == first + 1 for first, second in pairwise(numbers)), numbers


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_names_of_tests_are_sentences() -> None:
    names = ((where, where.rpartition(" ")[2]) for where, _lines in functions() if where.startswith("tests/"))
    none_of(
        [where for where, test in names if test.startswith("test_") and test.count("_") < 3],
        "say what is true, in words",
    )


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    machine = re.compile(r"/(?:work|root|tmp/plan|\.library)\b|pypi\.[a-z]|pythonhosted\.|npmjs\.")
    texts = (path for path in files(*TEXTS) if path.stat().st_size < 2_000_000 and path.name != ".gitignore")
    breaches = [
        f"{name(path)}:{number}: {line.strip()[:90]}"
        for path in texts
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if machine.search(line)
    ]
    none_of(breaches, "a machine's path")
