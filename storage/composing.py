"""What an owed message says, composed when it is sent, from what the database holds then."""

from collections.abc import Callable
from datetime import datetime

from bot.messages import Message
from bot.messages import contacts as words
from bot.messages import exports as files
from bot.messages.drafts import offer
from bot.messages.setup import made_coordinator, problem_list
from bot.messages.strangers import stranger_line
from bot.rules.dates import local_day
from bot.rules.views import Fact, Standing
from storage.agreementnews import AGREEMENT_WORDS, AGREEMENTS_AGAIN
from storage.contactdrafts import OFFER, offered_as
from storage.coordinators import is_coordinator
from storage.database import Db
from storage.digesting import DIGESTS
from storage.districtdigests import MONTHS
from storage.engagements import find_engagement
from storage.exports import find_export
from storage.followups import FOLLOW_UPS
from storage.helpasking import HELP
from storage.hours import standing_about
from storage.nudgeagain import compose_nudges_again
from storage.nudgecomposing import compose_nudges
from storage.nudgesending import KIND as NUDGES
from storage.openingwords import OPENING_WORDS
from storage.outbox import Owed
from storage.programmes import list_programmes
from storage.promptpieces import REFLECTIONS, REFLECTIONS_AGAIN
from storage.questionhearing import QUESTIONS
from storage.reading import find_fact, leaders_of, steps_of
from storage.reportsaying import REPORTS, REPORTS_AGAIN
from storage.retouching import Posted
from storage.rosternews import ROSTER_NEWS
from storage.rounds import LIST, compose_list
from storage.sharednotes import SHARED_NOTES
from storage.strangers import stranger_of
from storage.troubletelling import TROUBLES
from storage.uploads import find_upload
from storage.visitwords import VISIT_WORDS, VISITS_AGAIN
from storage.watching import LINES
from storage.weeklies import SERIES_WORDS
from storage.welcoming import compose_welcome


def compose(db: Db, owed: Owed, now: datetime) -> Message | None:
    """The message, or None when it no longer matters (its contact was taken back, its kind is gone)."""
    if owed.payload is not None:
        return Message(owed.payload["text"], tuple(owed.payload["blocks"]), owed.payload.get("thread", ""))
    composer = COMPOSERS.get(owed.kind)
    return composer(db, owed, now) if composer else None


def compose_again(db: Db, posted: Posted, now: datetime) -> Message | None:
    """What a posted message should say now."""
    if posted.kind in AGAIN:
        return AGAIN[posted.kind](db, posted, now)
    if posted.kind == NUDGES:
        return compose_nudges_again(db, posted, now)
    fact = find_fact(db, posted.contact)
    if fact is None:
        return None
    if not _for_this_person(db, fact, posted.kind, posted.person_id):
        return words.moved_away(fact.id)
    return TAKEN_BACK[posted.kind](fact) if fact.removed else ABOUT_CONTACTS[posted.kind](db, fact, now)


def _about_contact(db: Db, owed: Owed, now: datetime) -> Message | None:
    fact = find_fact(db, owed.subject_id or 0)
    if fact is None or fact.removed or not _for_this_person(db, fact, owed.kind, owed.person_id):
        return None
    return ABOUT_CONTACTS[owed.kind](db, fact, now)


def _for_this_person(db: Db, fact: Fact, kind: str, person_id: int | None) -> bool:
    """A contact may have been moved to another leader meanwhile."""
    return kind != "leader_note" or person_id in leaders_of(db, fact.id)


def _confirmation(db: Db, fact: Fact, now: datetime) -> Message:
    return words.confirmation(fact, steps_of(db, fact.id), _standing(db, fact, now))


def _standing(db: Db, fact: Fact, now: datetime) -> Standing:
    pair = find_engagement(db, fact.engagement_id)
    if pair is None:
        raise LookupError("a contact without its engagement")
    today = local_day(now, pair.zone)
    day = min(fact.day, today)
    return standing_about(db, pair, day, today)


def _stranger(_db: Db, owed: Owed, _now: datetime) -> Message | None:
    return stranger_line(stranger_of(owed.key))


def _made_coordinator(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """Nothing, once the role was taken back."""
    programme = next((one for one in list_programmes(db) if one.id == owed.subject_id), None)
    if programme is None or not is_coordinator(db, programme.id, owed.person_id or 0):
        return None
    return made_coordinator(programme.name)


def _export(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """That a file is being built; nothing, once it is cancelled or failed."""
    export = find_export(db, owed.subject_id or 0)
    if export is None or export.state in {"cancelled", "failed"}:
        return None
    if export.state == "sent":
        return files.there(export.wanted, export.total)
    return files.building(export.id, export.wanted, export.done, export.total)


def _export_failed(db: Db, owed: Owed, _now: datetime) -> Message | None:
    export = find_export(db, owed.subject_id or 0)
    return files.failed(export.wanted, export.reason) if export else None


def _roster_problems(db: Db, owed: Owed, _now: datetime) -> Message | None:
    upload = find_upload(db, owed.subject_id or 0)
    return problem_list(upload.report, int(owed.key.rpartition(":")[2])) if upload else None


def _draft(db: Db, owed: Owed, _now: datetime) -> Message | None:
    """Nothing, once it was saved or thrown away."""
    kept = offered_as(db, owed.user or "", owed.subject_id or 0)
    return offer(kept) if kept else None


AGAIN = {**REFLECTIONS_AGAIN, **VISITS_AGAIN, **AGREEMENTS_AGAIN, **REPORTS_AGAIN}
COMPOSERS: dict[str, Callable[[Db, Owed, datetime], Message | None]] = {
    "confirmation": _about_contact,
    "leader_note": _about_contact,
    "channel_line": _about_contact,
    "stranger": _stranger,
    "made_coordinator": _made_coordinator,
    OFFER: _draft,
    "welcome": compose_welcome,
    "roster_problems": _roster_problems,
    "export": _export,
    "export_failed": _export_failed,
    NUDGES: compose_nudges,
    LIST: compose_list,
    **DIGESTS,
    **MONTHS,
    **FOLLOW_UPS,
    **HELP,
    **QUESTIONS,
    **REFLECTIONS,
    **SHARED_NOTES,
    **VISIT_WORDS,
    **SERIES_WORDS,
    **AGREEMENT_WORDS,
    **TROUBLES,
    **LINES,
    **OPENING_WORDS,
    **REPORTS,
    **ROSTER_NEWS,
}
ABOUT_CONTACTS: dict[str, Callable[[Db, Fact, datetime], Message]] = {
    "confirmation": _confirmation,
    "leader_note": lambda _db, fact, _now: words.leader_note(fact),
    "channel_line": lambda _db, fact, _now: words.channel_line(fact),
}
TAKEN_BACK: dict[str, Callable[[Fact], Message]] = {
    "confirmation": words.taken_back,
    "leader_note": words.leader_note_gone,
    "channel_line": words.channel_line_gone,
}
