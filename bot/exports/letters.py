"""Any text as the letters a printed page has: each run of it with the font that draws it.

The embedded font (Bitstream Vera, part of reportlab) draws what Western European languages need, PDF's own Symbol
the Greek letters. Chinese, Japanese and Korean are left to the fonts of whatever the page is read in, as PDF provides.
What none of them has becomes its nearest letters ("ő" is "o", "Д" is "D"), its name ("[grinning face]") or a count
("[Arabic text, 12 characters]"), and the page says so.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

from bot.exports.tables import sound
from bot.rules.texts import straight

PLAIN, BOLD = "Coachlog", "Coachlog-Bold"
GREEK = "Symbol"
# Fonts of the reader for what lies from here on, by the encoding that tells whether they have it. The order decides.
ASIAN_FROM = 0x2E80
READERS = (("STSong-Light", "gb2312"), ("HeiseiKakuGo-W5", "shift_jis"), ("HYGothic-Medium", "euc_kr"),
           ("MSung-Light", "big5"), ("STSong-Light", "gbk"))  # fmt: skip
ASIAN = frozenset(font for font, _ in READERS)
KANA, HANGUL = ("HIRAGANA", "KATAKANA"), ("HANGUL",)
# Joiners, variation selectors, skin tones: they belong to the character before.
UNSEEN = {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400), 0x20E3}
SPACES = {"\t": " ", "\u2009": " ", "\u202f": "\u00a0", "\u2028": "\n", "\u2029": "\n", "\v": "\n", "\f": "\n"}
LIKE = {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2212": "−", "→": "->", "←": "<-", "✓": "[x]",
        "☑": "[x]", "☐": "[ ]", "✅": "[x]", "′": "'", "″": '"'}  # fmt: skip
# Cyrillic in Latin letters, as passports have it.
CYRILLIC = dict(zip("абвгдеёзийклмнопрстуфыьэіїґў", "abvgdeeziiklmnoprstufy'eiigu", strict=True)) | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ю": "iu", "я": "ia", "є": "ie",
}  # fmt: skip
SCRIPTS_MIN = 2  # letters in a row of a script nothing draws, before they are counted and not named


def fonts() -> None:
    """Make the fonts known to reportlab, once in a process. Takes a fifth of a second."""
    _register()


@cache
def _register() -> frozenset[int]:
    plain = TTFont(PLAIN, "Vera.ttf")
    pdfmetrics.registerFont(plain)
    pdfmetrics.registerFont(TTFont(BOLD, "VeraBd.ttf"))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    for name in sorted(ASIAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return frozenset(plain.face.charToGlyph)


def runs(text: str) -> Iterator[tuple[str | None, str]]:
    """The text in pieces: (None, what the page's own font draws) or (a font of the reader's, what that one draws)."""
    whole = unicodedata.normalize("NFC", straight(sound(text))).replace("\r\n", "\n").replace("\r", "\n")
    order = _readers_for(whole)
    for font, characters in groupby(_placed(whole, order), key=lambda one: one[0]):
        yield font, "".join(piece for _, piece in characters)


def replaced(text: str) -> bool:
    """Whether the page shows something else than the text's own characters."""
    whole = unicodedata.normalize("NFC", straight(sound(text)))
    return any(not (_own(one) or one in SPACES or one in "\r\n" or _reader(one, READERS)) for one in whole)


def _placed(text: str, order: tuple[tuple[str, str], ...]) -> Iterator[tuple[str | None, str]]:
    for lost, group in groupby(text, key=lambda one: _script(one, order)):
        characters = list(group)
        if lost and len(characters) >= SCRIPTS_MIN:
            yield None, f"[{lost} text, {len(characters)} characters]"
            continue
        for one in characters:
            yield _place(one, order)


def _place(one: str, order: tuple[tuple[str, str], ...]) -> tuple[str | None, str]:
    one = SPACES.get(one, one)
    if one == "\n" or _own(one):
        return None, one
    if font := _reader(one, order):
        return font, one
    if bare := _marked_greek(one):
        return GREEK, bare
    return None, _instead(one)


def _own(one: str) -> bool:
    return ord(one) in _register()


@cache
def _reader(one: str, order: tuple[tuple[str, str], ...]) -> str | None:
    """The font of the reader that has a character, None for none."""
    if _greek(one):
        return GREEK
    if ord(one) < ASIAN_FROM:
        return None
    for font, encoding in order:
        try:
            one.encode(encoding)
        except UnicodeEncodeError:
            continue
        return font
    return None


def _greek(one: str) -> bool:
    return "Α" <= one <= "ω" and unicodedata.category(one)[0] == "L" and not unicodedata.decomposition(one)


def _marked_greek(one: str) -> str:
    """A Greek letter without its accents, which Symbol hasn't; "" for anything else."""
    bare = unicodedata.normalize("NFD", one)[0]
    return bare if bare != one and _greek(bare) else ""


def _readers_for(text: str) -> tuple[tuple[str, str], ...]:
    """The reader's fonts, with the one first that suits the language: Japanese where there is kana, Korean likewise."""
    names = {_first_name(one) for one in text if ord(one) > 0x2FFF}
    first = "HeiseiKakuGo-W5" if names & set(KANA) else "HYGothic-Medium" if names & set(HANGUL) else ""
    return tuple(sorted(READERS, key=lambda one: one[0] != first))


def _script(one: str, order: tuple[tuple[str, str], ...]) -> str:
    """The script of a letter that nothing draws, nor its nearest letters; "" for all else."""
    if ord(one) < 0x370 or _own(one) or _reader(one, order) or _nearest(one) or _marked_greek(one):
        return ""
    if unicodedata.category(one)[0] in "LM" and ord(one) not in UNSEEN:
        return _first_name(one).capitalize()
    return ""


def _first_name(one: str) -> str:
    return unicodedata.name(one, "").partition(" ")[0].partition("-")[0]


def _instead(one: str) -> str:
    """What stands for a character that no font has."""
    if one in LIKE:
        return LIKE[one]
    if ord(one) in UNSEEN or unicodedata.category(one) in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    name = unicodedata.name(one, "").lower()
    return _nearest(one) or (f"[{name}]" if name else f"[U+{ord(one):04X}]")


@cache
def _nearest(one: str) -> str:
    """The letters a character is made of, without marks; "" where the page's own font hasn't all of them."""
    parts = [_latin(part) for part in unicodedata.normalize("NFKD", one) if not unicodedata.combining(part)]
    own = parts and parts != [one] and all(_own(letter) for part in parts for letter in part)
    return "".join(parts) if own else ""


def _latin(one: str) -> str:
    """A Cyrillic letter in Latin ones; anything else as it is."""
    letters = CYRILLIC.get(one) or CYRILLIC.get(one.lower(), one)
    return letters.capitalize() if letters != one and one != one.lower() else letters
