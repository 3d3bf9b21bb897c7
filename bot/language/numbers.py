"""Numbers as people type them: 90, 1.5, 1½, forty-five, the ninth."""

import re

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
UNITS = _UNITS.split()
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = [*_ORDINALS.split(), *(f"twenty-{one}" for one in _ORDINALS.split()[:9]), "thirtieth", "thirty-first"]
_WORDS = {word: value for value, word in enumerate(UNITS)} | TENS | {"a": 1, "an": 1}

SPELLED = (
    rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(UNITS[1:10])}))?|{'|'.join(sorted(UNITS, key=len, reverse=True))})"
)
DIGITS = r"(?:\d{1,4}(?:\.\d{1,2})?|\.\d{1,2})"
FRACTION = r"(?:\d{1,2} 1/2|\d{1,2} ?½|½)"
NUMBER = rf"(?:{FRACTION}|{DIGITS}|(?:{SPELLED}|an?)(?=[ -]))"
ORDINAL_WORD = rf"(?:{'|'.join(one.replace('-', '[ -]') for one in reversed(ORDINALS))})"


def number(text: str) -> float:
    """The value of what NUMBER matches."""
    if text.endswith(("½", "1/2")):
        whole = text.removesuffix("½").removesuffix("1/2").strip()
        return (int(whole) if whole else 0) + 0.5
    if re.fullmatch(DIGITS, text):
        return float(text)
    return float(sum(_WORDS[word] for word in re.split("[ -]", text)))


def ordinal(text: str) -> int:
    """The value of 9, 9th, ninth or twenty-first."""
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else ORDINALS.index(text.replace(" ", "-")) + 1
