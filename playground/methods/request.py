"""A request to /api/…: reading the arguments and the token off the wire."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from playground.methods.call import SlackError
from playground.records import Json

MOST_BYTES = 8_000_000


@dataclass
class Wire:
    """Arguments without the token, the token, and what HTTP Basic said."""

    args: Json
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def read(headers: dict[bytes, bytes], query: bytes, body: bytes) -> Wire:
    """Form, multipart, JSON or query; a token in the header or, but for JSON, among the arguments."""
    if len(body) > MOST_BYTES:
        raise SlackError("request_too_large", status=413)
    content = headers.get(b"content-type", b"").decode("latin-1")
    args: Json = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {}
    kind = content.partition(";")[0].strip().lower()
    token = ""
    if kind == "application/json":
        args |= _json(body)
    elif kind == "multipart/form-data":
        args |= _multipart(content, body)
    elif body:
        args |= parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    if kind != "application/json":
        token = str(args.pop("token", ""))
    args.pop("token", None)
    return _authorized(Wire(args, token), headers.get(b"authorization", b"").decode("latin-1"))


def _authorized(wire: Wire, header: str) -> Wire:
    scheme, _, held = header.partition(" ")
    if scheme.lower() == "bearer":
        wire.token = held.strip()
    elif scheme.lower() == "basic":
        wire.headers = _basic(held)
    return wire


def _basic(held: str) -> dict[str, str]:
    try:
        client_id, _, secret = base64.b64decode(held, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": client_id, "client_secret": secret}


def _json(body: bytes) -> Json:
    try:
        given: Any = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        raise SlackError("invalid_json") from None
    if not isinstance(given, dict):
        raise SlackError("json_not_object")
    return {key: held for key, held in given.items() if held is not None}


def _multipart(content: str, body: bytes) -> Json:
    parsed = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content.encode() + b"\r\n\r\n" + body)
    fields: Json = {}
    for part in parsed.iter_parts():
        name = part.get_param("name", header="content-disposition")
        raw = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(raw, bytes):
            fields[name] = raw.decode("utf-8", "replace")
    return fields
