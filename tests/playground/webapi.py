"""Calling the playground's Web API from tests, without a network."""

from typing import Any

import httpx

from playground.server import build
from playground.state import World

Json = dict[str, Any]


class WebApi:
    """The Web API of a world as an app with a token would use it."""

    def __init__(self, world: World) -> None:
        transport = httpx.ASGITransport(app=build(world, page=False))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://playground")
        self.world = world
        self.token: str | None = world.app.bot_token

    async def respond(self, method: str, /, **args: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return await self.http.post(f"/api/{method}", json=args, headers=headers)

    async def call(self, method: str, /, **args: Any) -> Json:
        """The answer, good or bad."""
        answer: Json = (await self.respond(method, **args)).json()
        return answer

    async def done(self, method: str, /, **args: Any) -> Json:
        """The answer of a call that must succeed."""
        answer = await self.call(method, **args)
        assert answer["ok"], answer
        return answer

    async def error(self, method: str, /, **args: Any) -> str:
        """The error of a call that must fail."""
        answer = await self.call(method, **args)
        assert not answer["ok"], answer
        return str(answer["error"])

    def trigger(self, user: str = "U2", team: str = "T1") -> str:
        return self.world.new_trigger(team, user)

    async def open(self, view: Json, user: str = "U2") -> Json:
        shown: Json = (await self.done("views.open", trigger_id=self.trigger(user), view=view))["view"]
        return shown
