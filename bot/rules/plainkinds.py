"""The kinds of nudges of which no more is to be said than id, label, why, ladder and roles (bot/rules/nudges.py)."""

from typing import TypeAlias

Row: TypeAlias = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]

BOTH = ("coach", "leader")
UNSIGNED, REVIEW, UNREVIEWED = "agreement_unsigned", "agreement_review", "plan_unreviewed"

PLAIN_KINDS: tuple[Row, ...] = (
    (
        "rhythm",
        "How often questions come",
        "You skipped two questions in a row, so maybe the rhythm is wrong. Nobody else is told.",
        ("Once, after two skipped questions.",),
        ("leader",),
    ),
    (
        UNSIGNED,
        "Agreements not signed yet",
        "What you expect of each other is easiest to say at the beginning, and an agreement takes two signatures.",
        ("14 days after you began, to both of you.", "A week later your coordinators are asked to help."),
        BOTH,
    ),
    (
        UNREVIEWED,
        "Plans not looked at",
        "A plan that nobody looks at for 45 days stops steering anything.",
        ("After 45 days, to both of you, once.", "Then a line in the brief before your next visits."),
        BOTH,
    ),
    (
        REVIEW,
        "Looking at your agreement again",
        "You agreed to look at your agreement again.",
        ("On the day you chose, and 90, 180 and 365 days after it came into force, to both of you.",),
        BOTH,
    ),
    (
        "capacity",
        "Coaches with too much to do",
        "A coach has more to do than time in the next weeks, and visits are what gives way first.",
        ("On Friday morning, only while somebody is above 100%.",),
        ("coordinator", "lead_coach"),
    ),
)
