"""Nobody decides a second time who sees what: whoever opens words asks the sharing rules, or is asked by who does."""

import ast
from pathlib import Path

import storage

FOLDER = Path(storage.__file__).parent
RULES = "bot.rules.sharing"
# Tables whose sealed columns hold what people said.
SAID = {"contacts", "next_steps", "remarks", "field_notes", "versions", "reflections", "agreements", "goals"}
# Those that open words without asking, why, and the only modules that may import them.
FOR_OTHERS: dict[str, tuple[str, set[str]]] = {
    "contents": (
        "compares a contact with a submission, and keeps versions",
        {"changes", "contactdrafts", "forming", "posted", "recording"},
    ),
    "changes": ("opens versions for the page that asked", {"aftermath"}),
    "exportparts": ("opens parts of an export that asked", {"exporting"}),
    "steps": ("matches submitted steps with stored ones", {"recording"}),
}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def opens(path: Path) -> bool:
    """Whether a module unseals a column of one of these tables."""
    calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    unsealed = (call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "unseal")
    return any(ast.unparse(column).split(".")[0] in SAID for column in unsealed)


def imports(path: Path) -> set[str]:
    """The modules a file imports names from."""
    return {node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)}


def test_whoever_opens_words_asks_the_rules_of_sharing() -> None:
    openers = {path.stem for path in FOLDER.glob("*.py") if opens(path)}
    assert {"records", "exporting", "ledger"} <= openers
    unasked = {one for one in openers if RULES not in imports(FOLDER / f"{one}.py")}
    assert unasked <= FOR_OTHERS.keys(), "ask bot.rules.sharing before unsealing what people said"


def test_those_who_open_words_for_others_are_used_by_nobody_else() -> None:
    for path in FOLDER.glob("*.py"):
        for opener, (why, users) in FOR_OTHERS.items():
            if f"storage.{opener}" in imports(path):
                assert path.stem in users, f"{path.stem} uses {opener}, which {why}; ask {RULES} first"


def test_words_are_opened_in_storage_alone() -> None:
    root = FOLDER.parent
    elsewhere = [path for folder in ("bot", "handlers", "schedules") for path in (root / folder).rglob("*.py")]
    assert [str(path.relative_to(root)) for path in elsewhere if "unseal" in path.read_text("utf-8")] == []


def test_those_who_may_open_words_for_others_still_do() -> None:
    assert {one for one in FOR_OTHERS if not opens(FOLDER / f"{one}.py")} == set()
