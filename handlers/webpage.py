"""A plain page for a person in a browser: everything escaped, nothing loaded, nothing kept."""

import base64
import hashlib
from html import escape

from starlette.responses import HTMLResponse

STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1.5rem;color:#1d2b32}"
    "h1{font-size:1.6rem;line-height:1.2}a{color:#1f4e5f}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{heading} · Coachlog</title>'
    "<style>{style}</style></head><body><main><h1>{heading}</h1><p>{text}</p>{link}</main></body></html>"
)


def page(status: int, heading: str, text: str, link: tuple[str, str] | None = None) -> HTMLResponse:
    """A page with a heading, a text and perhaps one link (where it leads, its words)."""
    anchor = f'<p><a href="{escape(link[0])}">{escape(link[1])}</a></p>' if link else ""
    html = PAGE.format(heading=escape(heading), style=STYLE, text=escape(text), link=anchor)
    return HTMLResponse(html, status, HEADERS)
