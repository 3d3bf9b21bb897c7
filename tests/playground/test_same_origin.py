"""Another site open in the same browser can't drive the playground."""

import aiohttp
import pytest

from playground.server import Playground
from playground.state import World

ELSEWHERE = {"Origin": "https://elsewhere.example.org"}


async def test_a_pane_opens_only_for_the_own_page(world: World) -> None:
    async with Playground(world, page=False) as playground, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(playground.url + "/page/ws", headers=ELSEWHERE)
        assert refused.value.status == 403
        async with session.ws_connect(playground.url + "/page/ws", headers={"Origin": playground.url}) as pane:
            assert not pane.closed


async def test_control_answers_programs_and_the_own_page(world: World) -> None:
    async with Playground(world, page=False) as playground, aiohttp.ClientSession() as session:
        address = playground.url + "/control/clock"
        for headers, status in ((ELSEWHERE, 403), ({"Origin": playground.url}, 200), ({}, 200)):
            async with session.get(address, headers=headers) as answer:
                assert answer.status == status
