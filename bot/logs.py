"""JSON-line logs: what happened, to which row, in which workspace; never what anybody wrote."""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from traceback import walk_tb
from types import TracebackType

ALLOWED = ("error", "where", "what", "duty", "kind", "outbox", "inbox", "port", "workspace", "seconds", "count", "id")
QUIET = ("slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "alembic", "uvicorn", "aiohttp", "asyncio")
# These look at their own level alone: without one they write every call out, views and all, for a line nobody logs.
TALKATIVE = ("slack_sdk.web.async_base_client", "slack_sdk.webhook.async_client")
OURS = "coachlog"
PACKAGES = ("bot", "handlers", "schedules", "storage")

log = logging.getLogger("coachlog.process")


class Line(logging.Formatter):
    """One record as one JSON object: our own sentence and the allowed fields; no traceback, no library's words."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Library messages and extras may carry payloads, so of theirs only the place is kept."""
        ours = is_ours(record.name)
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if ours else f"{record.module}:{record.lineno}",
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        if ours:
            line |= {name: value for name in ALLOWED if (value := record.__dict__.get(name)) is not None}
        return json.dumps(line, default=str)


def is_ours(name: str) -> bool:
    """Whether a logger is one of ours. Bolt names its own after the app ("coachlog:AsyncApp"): those aren't."""
    return name == OURS or name.startswith(f"{OURS}.")


def set_up_logs(level: str) -> None:
    """Send every record to standard error as JSON lines; libraries speak from warnings on, at any level.

    What nobody catches, in any thread, becomes such a line too instead of a traceback.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(level.upper())
    for name in (*QUIET, *TALKATIVE):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda one: _uncaught(one.exc_type, one.exc_value, one.exc_traceback)
    threading.excepthook = lambda one: _uncaught(one.exc_type, one.exc_value, one.exc_traceback)


def where(problem: BaseException | None) -> str:
    """The function and line an exception comes from: the innermost one of ours, or of whoever it was."""
    frames = list(walk_tb(problem.__traceback__)) if problem else []
    ours = [one for one in frames if one[0].f_globals.get("__name__", "").partition(".")[0] in PACKAGES]
    for frame, line in (ours or frames)[-1:]:
        return f"{frame.f_code.co_qualname}:{line}"
    return ""


def _uncaught(kind: type[BaseException], problem: BaseException | None, _trace: TracebackType | None) -> None:
    log.critical("uncaught", extra={"error": kind.__name__, "where": where(problem)})
