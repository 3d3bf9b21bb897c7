"""Reading agreements: an edition as its reader may see it, and how a pair's agreement stands, without a word of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, select

from bot.errors import Denied
from bot.rules.agreements import COACH, IN_FORCE, LEADER, NONE, OFFERED, SIDES, Agreement, AgreementState, lines_of
from bot.rules.dates import local_day
from bot.rules.sharing import Reader, Thing, may
from storage.agreements import agreements
from storage.database import Db, tenant
from storage.engagements import engagements
from storage.planaccess import AGREEMENT, READ, TITLES
from storage.programmes import programmes

_PAIRS: BindParameter[Any] = bindparam("pairs", expanding=True)
ONE = tenant(select(agreements).where(agreements.c.id == bindparam("agreement")))
HELD = tenant(select(agreements).where(agreements.c.id == bindparam("agreement")).with_for_update())
NEWEST = tenant(
    select(agreements)
    .where(agreements.c.engagement_id == bindparam("pair"))
    .order_by(agreements.c.edition.desc())
    .limit(1)
)
OF_PAIR = tenant(
    select(agreements).where(agreements.c.engagement_id == bindparam("pair")).order_by(agreements.c.edition.desc())
)
STANDING = tenant(
    select(
        agreements.c.id,
        agreements.c.engagement_id,
        agreements.c.edition,
        agreements.c.state,
        agreements.c.in_force_at,
        agreements.c.review_on,
        agreements.c.coach_signed_at,
        agreements.c.leader_signed_at,
        programmes.c.zone,
    )
    .join_from(agreements, engagements, engagements.c.id == agreements.c.engagement_id)
    .join(programmes, programmes.c.id == engagements.c.programme_id)
    .where(agreements.c.engagement_id.in_(_PAIRS), agreements.c.state.in_((OFFERED, IN_FORCE)))
    .order_by(agreements.c.edition)
)
CHUNK = 500


def agreement_state(db: Db, engagement_id: int) -> AgreementState:
    """How a pair's agreement stands, without a word of it."""
    return states_of(db, [engagement_id])[engagement_id]


def states_of(db: Db, pairs: Iterable[int]) -> dict[int, AgreementState]:
    """How the agreements of pairs stand, by engagement, without a word of them."""
    wanted = list(dict.fromkeys(pairs))
    found = dict.fromkeys(wanted, AgreementState())
    for place in range(0, len(wanted), CHUNK):
        for row in db.all(STANDING, pairs=wanted[place : place + CHUNK]):
            found[row.engagement_id] = _stands(found[row.engagement_id], row)
    return found


def _stands(before: AgreementState, row: Row[Any]) -> AgreementState:
    """rows come by edition: the one in force first, then the one offered."""
    if row.state == IN_FORCE:
        return AgreementState(
            IN_FORCE, row.id, row.edition, local_day(row.in_force_at, row.zone), row.review_on, before.offered,
            before.waits_for,
        )  # fmt: skip
    waits = COACH if row.coach_signed_at is None else LEADER
    if before.state == NONE:
        return AgreementState(OFFERED, row.id, row.edition, None, None, row.id, waits)
    return replace(before, offered=row.id, waits_for=waits)


def of_pair(db: Db, agreement: int) -> int:
    """The pair an edition is of. Raises Denied when there is none."""
    row = db.first(ONE, agreement=agreement)
    if row is None:
        raise Denied(AGREEMENT)
    return int(row.engagement_id)


def agreement_of(row: Row[Any], pair: Row[Any]) -> Agreement:
    """An edition without its words. pair: a row of planaccess.PAIR."""
    signed_at = {COACH: row.coach_signed_at, LEADER: row.leader_signed_at}
    return Agreement(
        row.id,
        row.engagement_id,
        row.edition,
        row.state,
        COACH if row.written_by == pair.coach_id else LEADER,
        review_on=row.review_on,
        in_force_on=local_day(row.in_force_at, pair.zone) if row.in_force_at else None,
        looked_on=row.looked_on,
        signed={side: local_day(at, pair.zone) for side in SIDES if (at := signed_at[side])},
    )


def opened(db: Db, row: Row[Any], pair: Row[Any], reader: Reader) -> Agreement | None:
    """An edition with as much of it as the reader may see; None for nothing. The two alone see one that was never in
    force."""
    bare = agreement_of(row, pair)
    if not reader.pair and row.in_force_at is None:
        return None
    reads, titles = (may(reader, Thing(AGREEMENT), action) for action in (READ, TITLES))
    if not (reads or titles):
        return None
    seen: dict[str, Any] = {
        "focus": lines_of(db.unseal(agreements.c.focus, row.focus) or ""),
        "cadence": db.unseal(agreements.c.cadence, row.cadence) or "",
    }
    return replace(bare, **seen, **(_rest(db, row) if reads else {}))


def _rest(db: Db, row: Row[Any]) -> dict[str, Any]:
    said = json.loads(db.unseal(agreements.c.words, row.words) or "{}")
    signs = tuple((str(line), bool(measured)) for line, measured in said.pop("indicators", ()))
    return {**said, "indicators": signs, "flows": db.unseal(agreements.c.flows, row.flows) or ""}


def editions_of(db: Db, pair: int) -> Sequence[Row[Any]]:
    """Every edition of a pair, the newest first, sealed."""
    return db.all(OF_PAIR, pair=pair)
