"""JSON-line logs: what happened, to which row, in which workspace; never what anybody wrote."""

import json
import logging
import sys
from datetime import UTC, datetime

ALLOWED = ("error", "where", "what", "duty", "kind", "outbox", "inbox", "port", "workspace", "seconds", "count", "id")
QUIET = ("slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "alembic", "uvicorn", "aiohttp", "asyncio")


class Line(logging.Formatter):
    """One record as one JSON object: our own sentence and the allowed fields; no traceback, no library's words."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Library messages may carry payloads, so of theirs only the place is kept."""
        ours = record.name.startswith("coachlog")
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if ours else f"{record.module}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        line |= {name: value for name in ALLOWED if (value := record.__dict__.get(name)) is not None}
        return json.dumps(line, default=str)


def set_up_logs(level: str) -> None:
    """Send every record to standard error as JSON lines; libraries speak from warnings on, at any level."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("coachlog").setLevel(level.upper())
    for name in QUIET:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.WARNING)
