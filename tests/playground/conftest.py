"""A sample world, its Web API, a person in it, and an app that answers as a test tells it."""

from collections.abc import AsyncIterator

import pytest

from playground.people import Person
from playground.sample import sample_world
from playground.state import World
from tests.playground.listener import Listener, listening
from tests.playground.webapi import WebApi


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Workspace T1: U1 (admin), U2, U3; channels C1 and C2; the app installed, without rate limits or echoes."""
    made = sample_world(rate_limits=False, echo=False, deadline=30.0)
    yield made
    await made.stop()
    assert not made.failures


@pytest.fixture
async def api(world: World) -> AsyncIterator[WebApi]:
    made = WebApi(world)
    yield made
    await made.http.aclose()


@pytest.fixture
async def app(world: World) -> AsyncIterator[Listener]:
    """An app that takes signed HTTP."""
    async with listening() as listener:
        world.app.request_url = listener.url
        yield listener
        await world.stop()


@pytest.fixture
def coach(world: World) -> Person:
    return world.person("T1", "U2")
