"""The main journey: a coach logs a visit, and it is there."""

from tests.flows.conftest import Town

VISIT = {"presence": "partly", "activities": ["A2", "A3"], "note": "Exit tickets are weak."}


async def test_a_coach_logs_a_visit_and_everyone_sees_what_is_theirs(town: Town) -> None:
    coach = town.person("UCOACH")
    await coach.command("/coachlog")
    view = await town.world.wait_for(lambda: coach.modal)
    await coach.fill(view, VISIT)
    verdict = await coach.submit()
    assert verdict.meaning == "closed", verdict.errors

    said = await town.world.wait_for(coach.dm)
    assert "Logged L-0001 · On-site visit (90 min) · Lincoln Elementary · Tue, Nov 17, 9:00–10:30 AM" in said[0].text
    leader = town.person("ULEAD")
    note = await town.world.wait_for(leader.dm)
    assert "Coach C logged: On-site visit" in note[0].text
    line = await town.world.wait_for(lambda: town.person("UCOORD").messages("CCOORD"))
    assert "Exit tickets" not in str(line[0]) + str(said[0]) + str(note[0])
    assert await town.world.wait_for(lambda: "L-0001" in str(coach.home()))
