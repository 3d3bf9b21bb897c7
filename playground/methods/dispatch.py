"""The endpoint /api/{method}: who calls, may they, what goes wrong on purpose, and the journal line."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from playground.faults import Fault
from playground.methods import METHODS, request
from playground.methods.call import Call, Method, SlackError, rate_limited
from playground.methods.cut import cut, gone_within, until_gone
from playground.records import Json
from playground.registration import Installation

if TYPE_CHECKING:
    from playground.state import World

JSON_TYPE = (b"content-type", b"application/json; charset=utf-8")


@dataclass(frozen=True)
class Reply:
    """An answer on its way out."""

    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)


class Api:
    """One ASGI application for the whole Web API."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        name = scope["path"].rsplit("/", 1)[-1]
        call = Call(self.world, name, {}, size=len(body))
        fault: Fault | None = None
        try:
            wire = request.read(dict(scope["headers"]), scope["query_string"], body)
            call.args, call.headers = wire.args, wire.headers
            held, self_error = self._holder(name, wire.token)
            call.held_by = held
            fault = self.world.faults.strike("api", name, call.team_id)
            reply = await self._carry_out(call, self_error, fault, receive)
        except SlackError as refusal:
            reply = Reply(refusal.status, refusal.answer, refusal.headers)
        await self._answer(call, fault, reply, receive, send)

    # -- who calls ---------------------------------------------------------------------------------------------------

    def _holder(self, name: str, token: str) -> tuple[Installation | None, str]:
        """The installation behind a token, and Slack's error if the token will not do."""
        method = METHODS.get(name)
        if method is None or method.auth == "none":
            return None, ""
        if not token:
            return None, "not_authed"
        if method.auth == "app":
            return None, "" if token == self.world.app.app_token else self._wrong(token)
        held = self.world.tokens.get(token)
        if held is None:
            return None, "not_allowed_token_type" if token == self.world.app.app_token else "invalid_auth"
        if not held.revoked:
            return held, ""
        newest = held.app.installations.get(held.team_id)
        return held, "token_revoked" if newest is held else "account_inactive"

    def _wrong(self, token: str) -> str:
        return "not_allowed_token_type" if token in self.world.tokens else "invalid_auth"

    # -- carrying out ------------------------------------------------------------------------------------------------

    async def _carry_out(self, call: Call, error: str, fault: Fault | None, receive: Receive) -> Reply:
        if fault and not fault.after and (spoiled := _instead(fault)):
            return spoiled
        if fault and fault.effect == "late" and not fault.after:
            await gone_within(receive, fault.seconds)
        reply = await self._answered(call, error)
        if fault and fault.after:
            return _instead(fault) or reply
        return reply

    async def _answered(self, call: Call, error: str) -> Reply:
        method = METHODS.get(call.method)
        if method is None:
            return Reply(200, {"ok": False, "error": "unknown_method", "req_method": call.method})
        if error:
            return Reply(200, {"ok": False, "error": error})
        try:
            self._may(call, method)
            told = await method.handler(call)
        except SlackError as refusal:
            return Reply(refusal.status, refusal.answer, refusal.headers)
        return Reply(200, {"ok": True, **told})

    def _may(self, call: Call, method: Method) -> None:
        wait = self.world.rates.refuse_call(call.team_id, self.world.app.app_id, call.method)
        if wait is not None:
            raise rate_limited(wait)
        if method.scopes and method.auth == "bot":
            call.need(*method.scopes)

    # -- answering ---------------------------------------------------------------------------------------------------

    async def _answer(self, call: Call, fault: Fault | None, reply: Reply, receive: Receive, send: Send) -> None:
        effect = fault.effect if fault else ""
        late_after = effect == "late" and fault is not None and fault.after
        seen = effect not in ("lost_answer", "silence")
        if late_after and fault:
            seen = not await gone_within(receive, fault.seconds)
        self.world.journal.call(call.team_id, call.method, call.args, reply.body, seen=seen)
        if effect == "lost_answer":
            await cut(send, receive)
        elif effect == "silence":
            await until_gone(receive)
        else:
            await _send(send, reply, call)


def _instead(fault: Fault) -> Reply | None:
    """What a fault answers in place of the method, if it answers at all."""
    if fault.effect == "error":
        return Reply(200, {"ok": False, "error": fault.error})
    if fault.effect == "silence":
        return Reply(0, {"ok": False, "error": "silence"})
    if fault.effect == "outage":
        return Reply(503, {"ok": False, "error": "service_unavailable"})
    if fault.effect != "status":
        return None
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    error = "ratelimited" if fault.status == 429 else "internal_error"
    return Reply(fault.status, {"ok": False, "error": error}, headers)


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


async def _send(send: Send, reply: Reply, call: Call) -> None:
    raw = json.dumps(reply.body, separators=(",", ":")).encode()
    headers = [JSON_TYPE, (b"content-length", str(len(raw)).encode())]
    headers += [(b"x-slack-req-id", secrets.token_hex(16).encode()), (b"date", formatdate(usegmt=True).encode())]
    if call.held_by:
        headers.append((b"x-oauth-scopes", ",".join(call.held_by.scopes).encode()))
    headers += [(name.lower().encode(), held.encode()) for name, held in reply.headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})
