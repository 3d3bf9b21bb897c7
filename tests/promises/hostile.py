"""Texts that a person can type and that must stay text."""

import random
from collections.abc import Iterator

PARTS = (
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S1>",
    "<!date^1392734382^{date}|x>",
    "<@UCOORD>",
    "<#CCOORD|coordinators>",
    "<https://x.example.org|y>",
    "<mailto:a@example.org|mail>",
    "https://x.example.org/?a=1&b=2",
    "&lt;!channel&gt;",
    "&amp;lt;",
    "&#60;",
    "*bold* _italic_ ~gone~ `code`",
    "```\nblock\n```",
    "> quote",
    ":tada: :slack:",
    "\u202eright to left\u202c",
    "\u2066isolated",
    "\u2067\u202d\u202a",
    "\u200f\u200eעברית العربية",
    "\u200b\ufeff\u00ad",
    "👩\u200d👩\u200d👧 🏳️\u200d🌈",
    "Z\u0301\u0302\u0303\u0304\u0305algo",
    "'; DROP TABLE contacts; --",
    "{{7*7}} ${HOME} %s %(x)s {0}",
    "=1+1",
    "<script>alert(1)</script>",
    "line one\nline two",
    "<<<>>>",
    "\\n\\u0000",
    "@channel @here @everyone",
)
LIMITS = {"note": 1000, "others": 200, "next_steps.0.what": 200, "private_note": 3000}
NAME = 100


class Hostile:
    """Makes texts, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same texts in every run

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Texts for the fields of the form, and for a name, as long as each may be."""
        while True:
            texts = {field: self.text(limit) for field, limit in LIMITS.items()}
            yield {**texts, "others": _one_line(texts["others"]), "name": _one_line(self.text(NAME)) or "Name"}

    def text(self, limit: int) -> str:
        """One text."""
        if self._chance.random() < 0.2:
            return (self._chance.choice("<>&*_`@") * limit)[:limit]
        parts = self._chance.choices(PARTS, k=self._chance.randint(1, 1 + limit // 20))
        return self._chance.choice((" ", "", "x")).join(parts)[:limit].strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())
