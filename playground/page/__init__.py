"""The page in the browser: a local Slack to act in, drawn by plain scripts over one WebSocket for each pane.

`ROUTES` serves the page (`/`) and its own files (`/page/static`). The page speaks to `/page/ws`, which the server
brings. Deep links: `/?team=T1&as=U1&open=home|dm|C1`, `&beside=U2` (and `&beside_open=C1`) for a second person.
Nothing is loaded from elsewhere, and the policy below holds the browser to it.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

__all__ = ["ROUTES", "STYLES"]

HERE = Path(__file__).parent
STYLES = ("base", "chrome", "pane", "messages", "blocks", "elements", "modal", "phone")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_templates = Jinja2Templates(directory=HERE)


async def show(request: Request) -> Response:
    """Answer the page itself; every person and message comes over its WebSocket."""
    headers = {"content-security-policy": POLICY, "cache-control": "no-cache", "referrer-policy": "no-referrer"}
    return _templates.TemplateResponse(request, "page.html", {"styles": STYLES}, headers=headers)


ROUTES: list[BaseRoute] = [
    Route("/", show, name="page"),
    Mount("/page/static", StaticFiles(directory=HERE / "static"), name="page_static"),
]
