"""Faults on demand: rules that spoil a Web API call or a delivery the way Slack or the network would.

A rule matches a method name ("chat.postMessage"), a delivery kind ("view_submission"), "api" (every call), "delivery"
(every delivery) or "*" (both). Of what it matches it skips the first `nth - 1`, then strikes `count` times (0: always).

| effect      | on a call                                    | on a delivery                              |
| late        | carried out and answered after `seconds`     | sent after `seconds`                       |
| lost_answer | carried out, the connection cut              | sent, the app's answer thrown away         |
| status      | HTTP `status`, with Retry-After on request   | taken as if the app had answered `status`  |
| error       | {"ok": false, "error": `error`}              | as a failed connection                     |
| silence     | never answered                               | not sent; the person sees a timeout        |
| outage      | HTTP 503                                     | not sent; fails at once                    |
| redeliver   | –                                            | sent `times` more, byte for byte           |

With `after` a status, an error or a late answer comes although the call was carried out at once. With `together` the
redeliveries run beside the first delivery instead of after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

Effect = Literal["late", "lost_answer", "status", "error", "silence", "outage", "redeliver"]
Side = Literal["api", "delivery"]


@dataclass
class Fault:
    match: str
    effect: Effect
    nth: int = 1
    count: int = 1
    seconds: float = 0.0
    status: int = 503
    retry_after: int | None = None
    error: str = "internal_error"
    after: bool = False
    times: int = 1
    together: bool = False
    team: str | None = None
    seen: int = field(default=0)
    struck: int = field(default=0)

    def __post_init__(self) -> None:
        if self.effect not in get_args(Effect):
            raise ValueError(f"no such effect: {self.effect}")
        if self.nth < 1 or self.count < 0 or self.seconds < 0 or self.times < 1:
            raise ValueError("nth and times start at 1; count and seconds at 0")

    @property
    def spent(self) -> bool:
        return bool(self.count) and self.struck >= self.count

    def matches(self, side: Side, name: str, team: str) -> bool:
        return self.match in ("*", side, name) and self.team in (None, team)


class Faults:
    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.redeliver_at_once = False
        self.on_strike: Callable[[], None] = lambda: None

    def add(self, match: str, effect: Effect, **details: Any) -> Fault:
        rule = Fault(match=match, effect=effect, **details)
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        self.rules.clear()

    def strike(self, side: Side, name: str, team: str) -> Fault | None:
        """The fault for this call or delivery; every rule that matches counts it, the first one due strikes."""
        hit: Fault | None = None
        for rule in self.rules:
            if not rule.matches(side, name, team):
                continue
            rule.seen += 1
            if hit is None and rule.seen >= rule.nth and not rule.spent:
                rule.struck += 1
                hit = rule
        if hit:
            self.on_strike()
        return hit

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in self.rules]
