"""The note: what is left of the line once its fields and next steps are taken out."""

import re
from collections.abc import Sequence

_EDGE = " \t\r\n,;:.&+/|-–—"


def note_of(typed: str, spans: Sequence[tuple[int, int]], rest: str) -> str:
    """The line without the spans, with no separator left dangling. rest: what was too long to be read."""
    text = typed
    for start, end in spans:
        text = text[:start] + "\0" * (end - start) + text[end:]
    text = _closed(text) if spans else text.strip()
    return f"{text} {rest}".strip()


def _closed(text: str) -> str:
    """Close the holes: of the separators around one, the first stays."""
    text = re.sub(r"[ \t]{2,}", " ", re.sub(r"\0+", "\0", text))
    text = re.sub(r"\(\s*(?:\0\s*[,;+&]?\s*)+\)", "\0", text)
    text = re.sub(r" ?([,;:.+&/–—-]?) ?(?:\0[ \t,;:.+&/–—-]*)+", _joint, text)
    return re.sub(r"[ \t]{2,}", " ", text).strip(_EDGE)


def _joint(match: re.Match[str]) -> str:
    marks = [char for char in match[0] if char in ",;.\n"]
    return (marks[0] if marks else "") + " "
