"""What the guard found, and the neutral words for it."""

from dataclasses import dataclass

STUDENT, INITIALS, RECORD, PARENT, TEACHER, IDENTIFIER = "student", "initials", "record", "parent", "teacher", "number"
KINDS = {
    STUDENT: "A student's name",
    INITIALS: "A student's initials",
    RECORD: "A student's own record",
    PARENT: "A parent's or relative's name",
    TEACHER: "A teacher's name",
    IDENTIFIER: "A number that looks like a student's",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of the text that may identify a student. words: as typed there; neutral: what may stand there instead."""

    start: int
    end: int
    kind: str
    words: str
    neutral: str


def reword(text: str, findings: "tuple[Finding, ...] | list[Finding]") -> str:
    """The text with the neutral words in place of what was found; a finding that isn't of this text is left out."""
    parts, done = [], 0
    for one in sorted(findings, key=lambda finding: finding.start):
        if one.start >= done and text[one.start : one.end] == one.words:
            parts += [text[done : one.start], one.neutral]
            done = one.end
    return "".join([*parts, text[done:]])
