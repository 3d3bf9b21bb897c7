"""Instants as people read them."""

from datetime import datetime

from bot.rules.contacts import brief
from bot.rules.dates import clock, local_time


def at_words(at: datetime, zone_name: str) -> str:
    """A day and a time in a zone: Tue, Nov 17, 10:35 AM."""
    here = local_time(at, zone_name)
    return f"{brief(here.date())}, {clock(f'{here:%H:%M}')}"
