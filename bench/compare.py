"""Two servers by turns on the same machine, and what their paired rounds say."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median

from bench.rounds import Sample
from bench.servers import Server

Round = Callable[[Server], Awaitable[Sample]]


@dataclass(slots=True)
class Pairs:
    """Rounds of one measurement: ours and theirs, in pairs that ran right after each other."""

    ours: list[Sample] = field(default_factory=list)
    theirs: list[Sample] = field(default_factory=list)

    def rate(self) -> float:
        """Our rate as a share of theirs: the median of the pairs."""
        return median(a.rate / b.rate for a, b in zip(self.ours, self.theirs, strict=True))

    def at(self, share: float) -> float:
        """Our time at this percentile as a multiple of theirs: the median of the pairs."""
        return median(a.percentile(share) / b.percentile(share) for a, b in zip(self.ours, self.theirs, strict=True))

    def words(self) -> str:
        """Both sides in absolute figures, which hold for this machine and this hour only."""
        return f"{_words(self.ours)} against {_words(self.theirs)}"


def _words(samples: list[Sample]) -> str:
    rate, half, late = (
        median(one.rate for one in samples),
        median(one.percentile(0.5) for one in samples),
        median(one.percentile(0.99) for one in samples),
    )
    return f"{rate:,.0f}/s, {half * 1000:.1f}/{late * 1000:.1f} ms"


async def by_turns(ours: Server, theirs: Server, rounds: int, *measurements: tuple[Pairs, Round]) -> None:
    """Run each measurement on one server and then the other, changing who goes first; the one not asked is halted.

    The first turn of each only warms up.
    """
    for number in range(rounds + 1):
        order = [(ours, theirs, True), (theirs, ours, False)]
        for asked, idle, is_ours in order if number % 2 else reversed(order):
            idle.pause()
            asked.resume()
            for pairs, run in measurements:
                sample = await run(asked)
                if number:
                    (pairs.ours if is_ours else pairs.theirs).append(sample)
    ours.resume()
    theirs.resume()
