"""File bytes: the upload step and the download of a file's private address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from playground.records import File

if TYPE_CHECKING:
    from playground.state import World


def routes(world: World) -> list[BaseRoute]:
    async def upload(request: Request) -> Response:
        return await _upload(world, request)

    async def download(request: Request) -> Response:
        return _download(world, request)

    return [
        Route("/files/upload/{id}", upload, methods=["POST", "PUT"]),
        Route("/files/{id}", download, methods=["GET"]),
    ]


def _find(world: World, key: str) -> File | None:
    team_id, _, file_id = key.partition("-")
    space = world.workspaces.get(team_id)
    return space.files.get(file_id) if space else None


async def _upload(world: World, request: Request) -> Response:
    file = _find(world, request.path_params["id"])
    if file is None or file.complete:
        return PlainTextResponse("no such upload", 404)
    content = await _content(request)
    if len(content) != file.size:
        return PlainTextResponse(f"expected {file.size} bytes, got {len(content)}", 400)
    file.content = content
    return PlainTextResponse(f"OK - {file.size}")


async def _content(request: Request) -> bytes:
    """The raw body, or the first file of a multipart form."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        for held in form.values():
            if isinstance(held, UploadFile):
                return await held.read()
    return b""


def _download(world: World, request: Request) -> Response:
    """For a token with files:read, and for the page beside us."""
    team_id = str(request.path_params["id"]).partition("-")[0]
    file = _find(world, request.path_params["id"])
    held = world.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer ").strip())
    reads = held is not None and held.team_id == team_id and not held.revoked and "files:read" in held.scopes
    if not reads and request.headers.get("sec-fetch-site") != "same-origin":
        return Response("<!doctype html><title>Sign in</title>", 403, media_type="text/html")
    if file is None or file.content is None or file.deleted:
        return PlainTextResponse("no such file", 404)
    headers = {"content-disposition": f'attachment; filename="{file.id}"', "x-content-type-options": "nosniff"}
    return Response(file.content, media_type=file.mimetype, headers=headers)
