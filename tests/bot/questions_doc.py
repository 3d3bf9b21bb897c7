"""docs/questions.md, made from the table of questions: python -m tests.bot.questions_doc."""

from pathlib import Path

from bot.rules.questions import (
    AHEAD,
    BY_COACH,
    BY_DISTRICT,
    COACH,
    DISTRICT,
    FEWEST,
    KIND,
    LEADER,
    MONTH,
    PAST,
    PROGRAM,
    QUESTIONS,
    SCHOOL,
    SPAN,
    WEEK,
    Question,
    may_ask,
    reads_rows,
)

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
EXAMPLE = {"school": "Lincoln", "leader": "Principal 14", "month": "October"}
BY = (MONTH, WEEK, KIND, SCHOOL, BY_COACH, BY_DISTRICT)
WHO = (
    ("coach", COACH, "coach"),
    ("leader", LEADER, "leader"),
    ("coordinator", PROGRAM, "coordinator"),
    ("lead coach", PROGRAM, "lead_coach"),
    ("office", PROGRAM, "office"),
    ("liaison", DISTRICT, "liaison"),
)
HEAD = """\
# What you can ask

Made from the code's own table by `python -m tests.bot.questions_doc`; a test compares the two.

Write it to Coachlog in a direct message, or type `/coachlog ask …`. The answer begins with the number, then says what
was understood, then the list behind it: ten rows, each with a button to what it is about where you may open that, and
[Show all]. By the command only you see it.

Coaches ask about their own pairs, leaders about themselves and their coach, coordinators, lead coaches and the office
about their program, a district's liaison about the own district. Who is both a coach and a coordinator asks about the
program, and by “I” or “my” about the own pairs. No word of a question is kept: what it was understood to ask, ids
and days, is kept sealed for a week, for the buttons under its answer.

What isn't certain isn't answered: the nearest questions are offered, three at most, or the schools of that name.
"""
MORE = f"""
## Further words

- Schools and leaders by name, abbreviated or with a letter wrong; for coordinators also a coach or a district by its
  whole name. Several schools, coaches or districts are told apart.
- Days: this month, last week, in October, October 2025, since Sept 15, from Oct 1 to Nov 15, Nov 1–15, the last 30
  days, this year (the school year), yesterday. To come: tomorrow, next week, in December.
- Terms: this quarter, last quarter, Q2, the first quarter; this fall, last spring, fall 2025; this semester, the first
  semester. The answer says which days that is. Winter, summer and marking periods are not understood.
- A kind of contact: sessions, calls, video calls, e-mails, texts, team meetings, cohort meetings. Several together:
  “visits and calls in October” are contacts, each kind told apart; of visits beside another kind those that are logged.
- “compare hours in September and October”, “hours at Lincoln and Harbor this month”, “Coach F vs Coach G visits in
  October”, “calls since Oct 1 by coach”.
- “as of Nov 1”: as it stood at the end of that day, for what is marked so in the table.

## Quarters, fall and spring

- A quarter is three months of the school year: the first is July to September, the second October to December, and so
  on. Where the program's own year is twelve whole months, its first three are the first quarter. A program whose year
  is neither within July to June nor twelve whole months has none.
- Fall, the fall semester and the first semester are one: from the first day of the program's year, but not before
  August 1, to December 31. Spring and the second semester: from January 1 to the year's last day, but not after
  June 30. A program has them whose year begins from July to September and ends from May to August.
- “This fall” and “Q2” are those of the present school year; “last fall” is the newest that is over, “next spring” the
  next that begins. “Q1 2026”, which may be of a calendar year, is offered, not answered.

## What counts how

- Hours are those that count toward the hours bank, of each leader who was there. A group contact counts once as a
  contact. E-mails and texts count by their number. Attempts and what was taken back don't count.
- Days without contact are counted from the last contact that took place, a group's too, or from the pair's first day.
  Weekends count, days on which the school was closed don't: as on the desk, in the digest and for reminders. “In
  two weeks” and “the last 30 days” are counted so; “this month” and other days are those of the calendar.
- A visit is what was booked with one leader; a group's meeting isn't one. Held, missed and moved are of those that were
  due so far; what the calendar closed is left out. “Visits this week?” tells both: how many were held of those that
  were due, and how many are to come, with all of them in their order.
- Who is on pace, or behind, is told by what the month will come to by its end, as on Home, in the digest and in
  reminders; of a month that is over, by what it came to. Both in quarters of an hour.
- Next steps are those of pairs that run today, as on Home and in the digest.
- Of next steps a program hears how many, never which. A district hears counts of all its schools together, from
  {FEWEST} leaders on, and hours of each. Its contacts and visits are told by whole months, once they are over.
"""


def page() -> str:
    """The whole page."""
    head = "| ask | days | taken apart | as of | " + " | ".join(name for name, _, _ in WHO) + " |"
    rows = [head, "|---" * (4 + len(WHO)) + "|", *(_row(one) for one in QUESTIONS.values())]
    legend = "\n“list”: the number and the rows behind it; “count”: the number alone.\n"
    return HEAD + "\n" + "\n".join(rows) + "\n" + legend + MORE


def _row(one: Question) -> str:
    days = {PAST: "until today", AHEAD: "to come", "": "–"}.get(one.days, "any")
    days += ", and to come" if one.ahead else ""
    names = [f"by {', '.join(name for name in BY if name in one.by)}"] if one.by else ["–"]
    by = "; ".join([*names, *(["spans compared"] if SPAN in one.by else [])])
    rights = (_right(one, view, part) for _, view, part in WHO)
    return f"| {one.asks.format(**EXAMPLE)} | {days} | {by} | {'yes' if one.again else '–'} | {' | '.join(rights)} |"


def _right(one: Question, view: str, part: str) -> str:
    if not may_ask(one.id, view, (part,)):
        return "–"
    return "list" if reads_rows(one.id, view, (part,)) else "count"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
