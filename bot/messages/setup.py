"""What the set-up tells people outside its forms."""

from collections.abc import Sequence

from bot.blocks import actions, button, safe, section
from bot.messages import Message
from bot.messages.home import SETUP
from bot.rules.roster.report import Report
from bot.rules.roster.rows import Problem

PART_MAX = 2_800
PARTS_MAX = 10
RUNS_MAX = 12


def made_coordinator(programme: str) -> Message:
    """To somebody who coordinates a program from now on."""
    said = (
        f"You now coordinate {programme}. Coachlog's Home shows the month in numbers and the newest facts, "
        "never what was said. In the program's set-up you can change its rules, channels, roster and coordinators."
    )
    return Message(safe(said), (section(said), actions([button("Program set-up", SETUP)])))


def counted(count: int, one: str, many: str = "") -> str:
    """1 school, 72 schools."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def report_lines(report: Report) -> list[str]:
    """What an import would do or did, kind by kind, in as few words as it takes."""
    lines = []
    for kind, numbers in report.counts.items():
        told = [
            f"{count:,} {word}" for count, word in zip(numbers, ("new", "changed", "as before"), strict=True) if count
        ]
        if told:
            lines.append(f"{kind.capitalize()}: {', '.join(told)}")
    return lines


def problem_lines(report: Report) -> list[tuple[str, int]]:
    """Each problem as people read it, and how many it stands for: the same one in many rows is said once."""
    alike: dict[tuple[str, str | None, str], list[Problem]] = {}
    for one in report.problems:
        alike.setdefault((one.file, one.column, one.reason), []).append(one)
    return [(_line(found), len(found)) for found in alike.values()]


def _line(alike: Sequence[Problem]) -> str:
    numbers = sorted({one.row for one in alike if one.row is not None})
    if len(numbers) < 2:
        return alike[0].line()
    runs = _runs(numbers)
    rest = f" and {len(runs) - RUNS_MAX:,} more places" if len(runs) > RUNS_MAX else ""
    told = f"rows {', '.join(runs[:RUNS_MAX])}{rest}"
    return alike[0].line().replace(f"row {alike[0].row}", told, 1)


def _runs(numbers: Sequence[int]) -> list[str]:
    """2, 3, 4 and 9 as "2–4" and "9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(first) if first == last else f"{first}–{last}" for first, last in runs]


def problem_parts(report: Report) -> list[str]:
    """Every problem of a check, in pieces that fit a message; what is beyond ten messages is counted."""
    parts: list[list[str]] = [[]]
    left = len(report.problems)
    for line, count in problem_lines(report):
        if parts[-1] and sum(len(one) + 1 for one in parts[-1]) + len(line) > PART_MAX:
            if len(parts) == PARTS_MAX:
                parts[-1].append(f"… and {left:,} more. Fix these first and check again.")
                break
            parts.append([])
        parts[-1].append(line)
        left -= count
    return ["\n".join(part) for part in parts if part]


def problem_list(report: Report, part: int) -> Message | None:
    """One piece of the whole list, or None past its end."""
    parts = problem_parts(report)
    if part > len(parts):
        return None
    count = counted(len(report.problems), "problem")
    head = f"{count} in the roster files you sent" + (f", part {part} of {len(parts)}" if len(parts) > 1 else "")
    return Message(safe(f"{head}\n{parts[part - 1]}"), (section(head), section(parts[part - 1])))


def listed(names: Sequence[str], most: int) -> str:
    """Names one below the other, the rest counted."""
    rest = len(names) - most
    return "\n".join([*names[:most], *([f"and {rest:,} more"] if rest > 0 else [])])
