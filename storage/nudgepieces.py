"""PIECES: what each kind of nudge says, composed when it is sent, from what the database holds then.

A feature adds its line here: `piece(db, nudge, now) -> Piece | None`, None when it no longer matters. It reads only,
and is called again when sending is tried again.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from bot.messages.nudges import Piece
from bot.rules.nudges import Nudge
from storage.database import Db
from storage.plannudges import PLAN_PIECES
from storage.promptpieces import prompt_piece, rhythm_piece
from storage.reportpieces import REPORT_PIECES
from storage.roundpieces import ROUND_PIECES

Composer: TypeAlias = Callable[[Db, Nudge, datetime], Piece | None]

PIECES: dict[str, Composer] = {
    "prompt": prompt_piece,
    "craft": prompt_piece,
    "rhythm": rhythm_piece,
    **ROUND_PIECES,
    **PLAN_PIECES,
    **REPORT_PIECES,
}
