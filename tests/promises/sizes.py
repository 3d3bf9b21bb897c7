"""How much of each promise is tried: a size for every change, and the full figure for `make soak`."""

import os

SOAK = os.environ.get("COACHLOG_SOAK") == "1"


def size(every_change: int, full: int) -> int:
    """The figure for this run."""
    return full if SOAK else every_change


R01_PEOPLE = size(12, 50)
R01_SUBMISSIONS = size(60, 10_000)
R01_KILLS = size(4, 200)
R02_PEOPLE = size(6, 50)
R02_PAIRS = size(12, 1_000)
R03_KILLS = size(2, 500)
R04_KILLS = size(2, 500)
R05_SUBMISSIONS = size(24, 1_000)
R05_LOCKED = size(4, 10)  # seconds, the longest of the locks
R08_DISCONNECTS = size(25, 1_000)
R09_ROUNDS = size(1, 20)
R09_PEOPLE = size(8, 50)
R10_CALLS = size(6, 10_000)  # how many of the calls k of a flow are failed, spread evenly
S01_REQUESTS = size(2_500, 100_000)
S02_REQUESTS = size(12, 1_000)
S03_EVERY = size(15, 1)  # every which of all buttons is tried
S04_ROUNDS = size(3, 300)
S05_REQUESTS = size(60, 1_000)
S07_ROUNDS = size(8, 2_500)  # of four texts and a name each
S08_ROUNDS = size(4, 500)
S09_GUESSES = size(20, 250)
S10_ROUNDS = size(1, 20)
S14_WEEKS = size(3, 12)
S11_ROWS = size(200, 10_000)
