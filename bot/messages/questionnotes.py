"""What must be known beside the number of an answer."""

from bot.messages.desk import NOT_COUNTED
from bot.rules.answers import Answer
from bot.rules.contacts import brief
from bot.rules.views import Fact

OF_DISTRICTS = "A district hears of its schools together, and only of days on which five leaders or more were coached."
BY_MONTHS = "Contacts and visits are told by whole months, once they are over: ask for last month, or by month."


def notes(answer: Answer) -> list[str]:
    """What must be known beside the number."""
    found: list[str] = []
    extra = answer.extra
    if answer.hidden:
        return [OF_DISTRICTS, *([BY_MONTHS] if answer.reading.about.adds else [])]
    if answer.reading.question == "visits" and answer.of:
        named = (("missed", "missed"), ("unknown", "not logged yet"), ("phone", "of those held by phone or video"))
        said = [f"{extra[name]} {words}" for name, words in named if extra.get(name)]
        found += [", ".join(said) + "."] if said else []
    if answer.reading.question == "last" and (met := _in_person(answer)):
        found.append(met)
    if answer.extra.get("days") and (silent := _without_contact(answer)):
        found.append(silent)
    if answer.reading.as_of:
        ahead = any(one.first > answer.reading.as_of for one in answer.reading.spans)
        found += ["Those days were still to come then."] if ahead else []
        found.append(f"Counted as it stood at the end of {brief(answer.reading.as_of)}, with today's names and rules.")
    return found


def _without_contact(answer: Answer) -> str:
    """How days without contact are counted, where they aren't the days of the calendar."""
    days, first = answer.extra["days"], answer.rows[0] if answer.rows else None
    if answer.reading.question == "unseen":
        return f"For {days} days or more. {NOT_COUNTED}"
    if isinstance(first, Fact) and (answer.today - first.day).days != days:
        return f"{days} days without contact. {NOT_COUNTED}"
    return ""


def _in_person(answer: Answer) -> str:
    """Where the last contact was from afar: when they last met."""
    facts = [one for one in answer.rows if isinstance(one, Fact)]
    if not facts or answer.reading.kind or facts[0].medium in {"on_site", "off_site"}:
        return ""
    met = next((one for one in facts if one.medium in {"on_site", "off_site"}), None)
    return f"Last in person: {brief(met.day)}." if met else ""
