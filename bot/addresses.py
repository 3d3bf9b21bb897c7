"""Web addresses: what parts they have, whether they lead to this machine, and where Slack keeps its files."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

FILE_HOST = "files.slack.com"


def parts_of(url: str) -> SplitResult | None:
    """The parts of a web address; None when it isn't one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def on_file_host(url: str, api_url: str) -> bool:
    """Whether a file's address may be used: Slack's file host, or with an API on this machine that very server."""
    try:
        asked, api = urlsplit(url), urlsplit(api_url)
        place = (asked.scheme, asked.hostname, asked.port)
        if asked.username is not None or asked.password is not None:
            return False
        if loopback(api.hostname or ""):
            return place == (api.scheme, api.hostname, api.port)
    except ValueError:
        return False
    return place in {("https", FILE_HOST, None), ("https", FILE_HOST, 443)}
