"""The pages of the set-up that are read: a program at a glance, who isn't in Slack yet, waiting, what came of it."""

from collections.abc import Sequence

from bot import blocks as b
from bot.messages.setup import counted, listed, problem_lines, report_lines
from bot.rules.contacts import KINDS, spell
from bot.rules.dates import clock
from bot.rules.programme import Capacity, Dose
from bot.rules.reports import TWO_KEYS
from bot.rules.roster.report import Report
from bot.rules.setup import Values
from bot.rules.views import SetupFacts
from handlers.setup.form import CHANNEL_LABELS, TITLES, UNITS, WEEKLY, day_words
from storage.uploads import Upload

OVERVIEW = "setup.overview"
PAGE = "setup.page"
SHOW, ADD = "setup.show", "setup.add"
EDIT = {part: f"setup.{part}.edit" for part in TITLES}
FILES, IMPORT, MATCH, COORDINATORS = "setup.files.open", "setup.import", "setup.match", "setup.coordinators.open"
LISTED = 20
NAMES = 10


def overview(facts: SetupFacts) -> b.View:
    """One program at a glance, each part with the button that changes it; what is missing comes first."""
    row = str(facts.programme_id)
    blocks = [b.header(facts.values.name), *_next(facts, row), *_settings(facts.values, row), b.divider()]
    blocks += [b.title("Coordinators", b.button("Change who", COORDINATORS, row)), b.section(_coordinators(facts))]
    upload = b.button("Upload files", FILES, row) if facts.leaders else None
    blocks += [b.title("Roster", upload), b.section(_roster(facts))]
    if facts.unmatched:
        count = f"Not in Slack yet: {len(facts.unmatched):,}"
        blocks += [b.title(count, b.button("Match again", MATCH, row)), b.section(listed(facts.unmatched, NAMES))]
    blocks += [b.divider(), *_others(facts)]
    return b.modal(OVERVIEW, "Program set-up", None, blocks)


def _next(facts: SetupFacts, row: str) -> list[b.Block]:
    """The one thing to do now, while the set-up isn't complete."""
    if not facts.leaders:
        words = "Next: upload the roster files, so that coaches and leaders find their Home."
        return [b.section(words), b.actions([b.button("Upload roster files", FILES, row, style="primary")])]
    if not facts.coordinators:
        words = "Next: say who coordinates this program."
        return [b.section(words), b.actions([b.button("Choose coordinators", COORDINATORS, row, style="primary")])]
    return []


def _settings(values: Values, row: str) -> list[b.Block]:
    blocks: list[b.Block] = []
    for part, told in _in_words(values).items():
        words = f"Edit {TITLES[part].removeprefix('The ').lower()}"
        blocks.append(b.title(TITLES[part], b.button(words, EDIT[part], row)))
        blocks.append(b.section("\n".join(told)) if told else _channels(values))
    return blocks


def _in_words(values: Values) -> dict[str, list[str]]:
    """Each part's lines; the channels' aren't plain text."""
    rules = values.rules
    due = rules.due_rule
    return {
        "basics": [
            f"{values.code} · {values.zone.replace('_', ' ')}",
            day_words(values.year_from, values.year_to),
        ],
        "coaching": [
            f"Visits: {WEEKLY[rules.cadence.visits_per_week].lower()}",
            f"Hours: {_dose(rules.dose)}",
            f"What counts: {', '.join(KINDS[kind].label for kind in rules.kinds_that_count)}",
            f"Status reports: {UNITS[rules.report_unit].lower()}",
        ],
        "channels": [],
        "deadlines": [
            f"Status reports: {counted(due.business_days, 'business day')} after the half month, {clock(due.at)}",
            f"Contacts: late after {counted(rules.log_late_hours, 'hour')}",
            f"Reminders: at most {rules.nudge_caps.per_person_per_week} a week for each person",
            f"Coaches' weeks: {_ahead(rules.capacity)}",
        ],
        "privacy": [
            f"Records: kept for {counted(rules.retention_months, 'month')}",
            *_two_keys(rules.report_two_keys),
            *_windows(values),
        ],
    }


def _dose(dose: Dose) -> str:
    band = f" (up to {dose.hours_per_month_band:g})" if dose.hours_per_month_band else ""
    cap = f", at most {dose.minutes_per_day_cap} minutes a day" if dose.minutes_per_day_cap else ""
    return f"{dose.hours_per_month:g} a month{band}, {dose.hours_per_year:g} a year{cap}"


def _ahead(capacity: Capacity) -> str:
    if not capacity.weeks:
        return "not looked at ahead"
    return f"looked at {counted(capacity.weeks, 'week')} ahead, at {capacity.hours_per_week:g} hours a week"


def _two_keys(rule: str) -> list[str]:
    return [f"Leaders see their part of a report first: {TWO_KEYS[rule]}"] if rule != "none" else []


def _windows(values: Values) -> list[str]:
    windows = [f"{one.name}: {spell(one.start)} to {spell(one.end)}" for one in values.rules.test_windows]
    return windows or ["No test windows"]


def _channels(values: Values) -> b.Block:
    """With channel names as Slack shows them; only ids that were checked go into the markup."""
    used = [(field, channel) for field, channel in values.rules.channels.model_dump().items() if channel]
    lines = [f"{CHANNEL_LABELS[field]}: <#{channel}>" for field, channel in used]
    return b.marked("\n".join(lines) or "None yet")


def _coordinators(facts: SetupFacts) -> str:
    names = [name if user else f"{name} (not in Slack yet)" for name, user in facts.coordinators]
    return listed(names, NAMES) or "Nobody yet"


def _roster(facts: SetupFacts) -> str:
    if not facts.leaders and not facts.coaches:
        return "Empty"
    people = f"{counted(facts.leaders, 'leader')} · {counted(facts.coaches, 'coach', 'coaches')}"
    return f"{people} · {counted(facts.schools, 'school')} · {counted(facts.closures, 'closure')}"


def _others(facts: SetupFacts) -> list[b.Block]:
    shown = [b.section(name, b.button("Open", SHOW, str(row))) for row, name in facts.others[:NAMES]]
    return [*([b.context("Other programs")] if shown else []), *shown, b.actions([b.button("Add a program", ADD)])]


def waiting(sentence: str) -> b.View:
    """While something takes longer than an answer may."""
    return b.modal(PAGE, "One moment", None, [b.section(sentence), b.context("This page changes by itself.")])


def notice(sentence: str, row: str | None = None) -> b.View:
    """What didn't work, and what to do. row: of the program whose files may be chosen again."""
    again = [b.actions([b.button("Choose files again", FILES, row)])] if row else []
    return b.modal(PAGE, "Program set-up", None, [b.section(sentence), *again])


def checked(upload: Upload, row: str, dm: bool) -> b.View:
    """What the check found: what an import would do, with the button that does it, or what is to be mended."""
    report = upload.report
    if not report.ok:
        return refused(report, row, dm)
    if not report.changed:
        blocks = [b.section("Everything in these files is stored already. There is nothing to import.")]
        return b.modal(PAGE, "Nothing new", None, [*blocks, *_notes(report)])
    blocks = [b.section("These files are in order. Importing them does this:"), *_told(report)]
    blocks.append(b.actions([b.button("Import", IMPORT, str(upload.id), style="primary")]))
    blocks.append(b.context("Nothing is written until you press Import. It imports exactly these files."))
    return b.modal(PAGE, "Ready to import", None, blocks)


def refused(report: Report, row: str, dm: bool) -> b.View:
    """The first problems, file by file and row by row. dm: whether the whole list comes as a message."""
    count = len(report.problems)
    head = f"{counted(count, 'problem')}. Nothing was written. Fix the files and choose them again."
    lines = problem_lines(report)
    blocks = [b.section(head), *b.paragraphs(f"• {line}" for line, _ in lines[:LISTED])]
    if len(lines) > LISTED:
        where = " The whole list comes as a direct message." if dm else ""
        blocks.append(b.section(f"… and {sum(times for _, times in lines[LISTED:]):,} more.{where}"))
    blocks.append(b.actions([b.button("Choose files again", FILES, row, style="primary")]))
    return b.modal(PAGE, "Not in order yet", None, blocks)


def _told(report: Report) -> list[b.Block]:
    return [b.section("\n".join(report_lines(report))), *_notes(report)]


def _notes(report: Report) -> list[b.Block]:
    return list(b.paragraphs(report.notes))


def imported(upload: Upload, unmatched: Sequence[str], row: str, trouble: str, repeat: str) -> b.View:
    """What the import did, and who isn't in Slack yet. repeat: who had imported these files before, if somebody had."""
    head = f"{repeat} Nothing was done twice." if repeat else "Imported."
    blocks = [b.section(head), b.section("\n".join(report_lines(upload.report)) or "Nothing changed."), b.divider()]
    if trouble:
        blocks.append(b.section(trouble))
    blocks += _matched(unmatched, row)
    return b.modal(PAGE, "Imported", None, blocks)


def unmatched_page(unmatched: Sequence[str], row: str, said: str) -> b.View:
    """Who isn't in Slack yet. said: what matching again did."""
    return b.modal(PAGE, "Not in Slack yet", None, [*([b.section(said)] if said else []), *_matched(unmatched, row)])


def _matched(unmatched: Sequence[str], row: str) -> list[b.Block]:
    if not unmatched:
        return [b.section("Everybody in the roster is matched to a person in Slack.")]
    said = f"These e-mails belong to nobody in this Slack: {len(unmatched):,}. They are matched when the people join."
    blocks = [b.section(said), *b.paragraphs(unmatched[:LISTED])]
    if len(unmatched) > LISTED:
        blocks.append(b.section(f"and {len(unmatched) - LISTED:,} more"))
    return [*blocks, b.actions([b.button("Match again now", MATCH, row)])]
