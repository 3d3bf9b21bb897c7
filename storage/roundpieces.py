"""What each kind of nudge about visits, pairs, steps, hours and weeks says."""

from collections.abc import Callable
from datetime import datetime

from bot.messages.nudges import Piece
from bot.rules.nudges import Nudge
from storage import capacitynudges, monthnudges, monthsheets, stalled, stepnudges, visitnudges, visitpieces, weeknudges
from storage.database import Db

ROUND_PIECES: dict[str, Callable[[Db, Nudge, datetime], Piece | None]] = {
    visitnudges.BRIEF: visitpieces.brief_piece,
    visitnudges.CARD: visitpieces.card_piece,
    visitnudges.UNLOGGED: visitpieces.unlogged_piece,
    visitnudges.TILE: visitpieces.tile_piece,
    stepnudges.STEP_DUE: stepnudges.step_piece,
    stepnudges.BARRIER: stepnudges.barrier_piece,
    stalled.UNBOOKED: stalled.unbooked_piece,
    stalled.QUIET_PAIR: stalled.quiet_piece,
    monthnudges.HOURS: monthnudges.hours_piece,
    monthsheets.SHEET: monthsheets.sheet_piece,
    capacitynudges.CAPACITY: capacitynudges.capacity_piece,
    weeknudges.MONDAY_COACH: weeknudges.coach_piece,
    weeknudges.MONDAY_LEADER: weeknudges.leader_piece,
}
