"""Who may drive the playground: its own page and programs on this machine, not another site open in the browser."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection


def from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether a browser says that another site's page is asking. Programs send no Origin."""
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != connection.headers.get("host", "")
