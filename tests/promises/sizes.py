"""How much of each promise is tried: a size for every change, and the full figure for `make soak`."""

import os
from typing import TypeVar

T = TypeVar("T")

SOAK = os.environ.get("COACHLOG_SOAK") == "1"


def size(every_change: T, full: T) -> T:
    """The figure for this run."""
    return full if SOAK else every_change


R01_PEOPLE = size(12, 50)
R01_SUBMISSIONS = size(60, 10_000)
R01_KILLS = size(4, 200)
R02_PEOPLE = size(6, 50)
R02_PAIRS = size(12, 1_000)
R03_KILLS = size(1, 500)
R04_KILLS = size(1, 500)
R05_SUBMISSIONS = size(24, 1_000)
R05_LOCKED = size(4, 10)  # seconds, the longest of the locks
R08_DISCONNECTS = size(25, 1_000)
R09_ROUNDS = size(1, 20)
R09_PEOPLE = size(8, 50)
R10_CALLS = size(4, 10_000)  # how many of the calls k of a flow are failed, spread evenly
N01_KILLS = size(24, 300)
N02_ROWS = size(60, 5_000)
N02_ROUNDS = size(1, 20)
N02_CLAIMS = size(160, 5_000)
N02_PROCESSES = size(2, 4)
N03_PEOPLE = size(10, 400)  # with five nudges each
N04_MESSAGES = size(60, 2_000)
N06_MESSAGES = size(12, 200)
N07_MESSAGES = size(6, 60)  # to each place
N08_PEOPLE = size(30, 500)
N08_DAYS = size(2, 30)
N09_ERRORS = size(3, 100)
N10_PEOPLE = size(12, 400)
T03_EVERY = size(12, 1)  # every which of all zones is tried
T03_TIMES = size(12, 1)  # every which of 48 times of day is planned
T03_PLANNED = ("America/New_York", "Australia/Lord_Howe", *size((), ("Europe/London", "Africa/Cairo", "Asia/Kolkata")))
T06_ROUNDS = size(12, 500)
T05_MOVES = size(16, 500)
T07_SEEDS = size(2, 50)
T07_DAYS = size(5, 120)
T07_PAIRS = size(3, 10)
T07_AGAIN = size(2, 60)  # days that are lived twice
T07_YEARS = size(30, 1_095)  # days of the one long life
T07_MANY = size(6, 30)  # pairs in it
DRAIN_MESSAGES = size(80, 3_000)
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
