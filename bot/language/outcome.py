"""Whether the contact took place: attempts, what was called off, and what is still to come."""

import re

from bot.language.words import BEGIN, END, NAME, Found

_REACH = (
    r"(?:reach(?:ing)?(?: out to)?|contact(?:ing)?|get(?:ting)? (?:a )?(?:hold|ahold) of|catch(?:ing)?|"
    r"connect(?:ing)? with)"
)
_DO = r"(?:call|calling|phone|phoning|ring|ringing|visit|visiting|see|meet|zoom|facetime|video)"
_TRIED = r"(?:tried|trying|attempted|attempting)"
_MAIL = r"(?:voice ?mails?|vms?|v-?mail|lvm)"


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{BEGIN}(?:{pattern}){END}")


# What was tried; the words go into the field.
ATTEMPT = _of(
    rf"{_TRIED} (?:to )?{_REACH}|{_TRIED}(?: to| a| an)?(?= {_DO}{END})|{_TRIED}(?= {NAME})|"
    rf"{_TRIED}(?= (?:a )?(?:phone |video )?(?:call|visit))|attempt(?= (?:at|to) )|unsuccessful(?:ly)?(?= )"
)
# How it ended; the words say more than the field can, so they stay in the note.
IN_VAIN = _of(
    rf"(?:left (?:a |an )?)?{_MAIL}(?! from)|left (?:a |her a |him a |them a )?(?:message|msg)|"
    rf"went (?:straight )?to {_MAIL}|"
    r"no (?:answer|pick[ -]?up|luck)|(?:no ?one|nobody) (?:answered|picked up)|(?:she |he |they )?(?:did|would|"
    r"does)(?:n't|nt|"
    r" not) (?:answer|pick up)|not answering|unanswered|"
    r"(?:could|can|was)(?:n't|nt| not) (?:able to )?(?:reach|get (?:a )?(?:hold|ahold) of|get through)|"
    r"unable to reach|got (?:her |his |their )?voice ?mail|line (?:was )?busy|busy signal"
)
CALLS = _of(rf"{_MAIL}|answer(?:ed|ing)?|pick[ -]?up|line|busy|through")
LATER = _of(
    r"again|got (?:her|him|them|hold)|finally|eventually|later|then|got through|called back|got back|"
    r"reached (?:her|him|them)|after that"
)

NOT_HELD = _of(
    r"cancell?ed|postponed|rescheduled|moved|no visit|no[ -]show|no answer|missed|called off|not held|never happened|"
    rf"didn't happen|did not happen|didnt happen|voice ?mail|skipped|fell through|stood up|{_TRIED} to"
)
NOT_DONE = re.compile(
    r"(?<!\w)(?:no|not|skipped|missed|cancell?ed|without|never|didn't|did not)(?: (?:the|a|any|do|have|get to))* $"
)
MOVED = _of(r"postponed|rescheduled|moved")
TO_COME = _of(
    r"(?:i |we )?(?:will|'ll)|i'll|we'll|(?:i'm |we're |am |are )?(?:going to|gonna)|plan(?:ning)? to|"
    r"remind me to|need to|"
    r"have to|want to|hop(?:e|ing) to|should|to ?do:?|upcoming|next"
)
SET_FOR = _of(r"(?:scheduled|planned|booked|set|set up|on the calendar|on) for|upcoming")


def attempts(text: str) -> list[Found]:
    """Every attempt said: "tried" for its words, "vain" for how it ended."""
    found = [Found(match.start(), match.end(), "tried", "attempted") for match in ATTEMPT.finditer(text)]
    vain = [Found(match.start(), match.end(), "vain", "attempted") for match in IN_VAIN.finditer(text)]
    return [*found, *vain]
