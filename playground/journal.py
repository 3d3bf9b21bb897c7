"""What passed between the app and the playground: one JSON object a line, in memory and, if asked, in a file.

A call of the Web API (arguments without the token; `seen`: the app can have read the answer):
    {"seq", "at", "type": "call", "team_id", "method", "args": {…}, "ok": bool, "answer": {…}, "seen": bool}
A use of a response_url is a call of the method "response_url".
A delivery to the app (one line per attempt):
    {"seq", "at", "type": "delivery", "team_id", "kind", "payload": {…}, "attempt": 0, "outcome", "status", "body": {…}}
kind: slash_commands, view_submission, block_actions, view_closed, shortcut, message_action, block_suggestion or
events_api. outcome: accepted, errors (a form came back with errors), refused (an answer Slack rejects), timeout (not
within three seconds) or failed (no connection). `at` is the playground's clock; `seq` counts from 1 without gaps.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import IO

from playground.clock import Clock
from playground.records import Json

UNPACKED = 300


class Journal:
    """Older lines are kept as text: objects by the hundred thousand would slow the collector down."""

    def __init__(self, clock: Clock, path: Path | None = None, keep: int = 20_000) -> None:
        self._clock = clock
        self._file: IO[str] | None = path.open("a", encoding="utf-8") if path else None
        self._recent: deque[Json] = deque()
        self._packed: deque[str] = deque(maxlen=keep)
        self.seq = 0
        self.on_entry: list[Callable[[Json], None]] = []

    def call(self, team_id: str, method: str, args: Json, answer: Json, seen: bool = True) -> Json:
        return self._add(
            {
                "type": "call",
                "team_id": team_id,
                "method": method,
                "args": args,
                "ok": bool(answer.get("ok")),
                "answer": answer,
                "seen": seen,
            }
        )

    def delivery(
        self, team_id: str, kind: str, payload: Json, attempt: int, outcome: str, status: int, body: Json
    ) -> Json:
        return self._add(
            {
                "type": "delivery",
                "team_id": team_id,
                "kind": kind,
                "payload": payload,
                "attempt": attempt,
                "outcome": outcome,
                "status": status,
                "body": body,
            }
        )

    @property
    def entries(self) -> list[Json]:
        """All that is kept, oldest first."""
        return self.since(0)

    def since(self, seq: int) -> list[Json]:
        """What came after the line `seq`."""
        wanted = max(0, self.seq - seq)
        from_packed = min(max(0, wanted - len(self._recent)), len(self._packed))
        packed = islice(self._packed, len(self._packed) - from_packed, None)
        return [*map(json.loads, packed), *(entry for entry in self._recent if entry["seq"] > seq)]

    def calls(self, method: str | None = None) -> list[Json]:
        """Calls of the Web API so far, of one method or of all."""
        return [e for e in self.entries if e["type"] == "call" and method in (None, e["method"])]

    def deliveries(self, kind: str | None = None) -> list[Json]:
        return [e for e in self.entries if e["type"] == "delivery" and kind in (None, e["kind"])]

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def _add(self, entry: Json) -> Json:
        self.seq += 1
        entry = {"seq": self.seq, "at": self._clock.now().isoformat(), **entry}
        self._recent.append(entry)
        if len(self._recent) > UNPACKED:
            self._packed.append(json.dumps(self._recent.popleft()))
        if self._file:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()
        for listener in self.on_entry:
            listener(entry)
        return entry
