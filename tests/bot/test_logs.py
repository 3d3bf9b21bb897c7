"""The log says what happened and never what anybody wrote, at any level, whoever speaks."""

import json
import logging
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.logs import OURS, QUIET, TALKATIVE, Line, is_ours, set_up_logs, where

CANARY = "canary-9f31"
LIBRARIES = [
    *QUIET,
    "slack_bolt.App",
    "slack_sdk.web.async_base_client",
    "coachlog:AsyncApp",
    "sqlalchemy.engine.Engine",
]


def line(record: logging.LogRecord) -> dict[str, object]:
    written: dict[str, object] = json.loads(Line().format(record))
    return written


def record(name: str, message: str, *values: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, f"/code/{name}.py", 7, message, values, None)
    made.__dict__.update(extra)
    return made


def test_a_line_is_one_object_with_its_time_level_and_place() -> None:
    told = line(record("coachlog.serve", "ready", port=3000))
    assert told == {"at": told["at"], "level": "warning", "logger": "coachlog.serve", "event": "ready", "port": 3000}
    assert str(told["at"]).endswith("+00:00")


def test_only_named_fields_of_ours_are_kept() -> None:
    told = line(
        record("coachlog.duties", "duty failed", duty="tidy", error="OSError", note=CANARY, payload={"x": CANARY})
    )
    assert told["duty"] == "tidy"
    assert CANARY not in json.dumps(told)


@pytest.mark.parametrize("name", LIBRARIES)
def test_of_a_library_only_the_place_is_kept(name: str) -> None:
    spoken = record(name, "Unhandled request %s", {"note": CANARY}, error=CANARY, kind=CANARY, what=CANARY)
    assert line(spoken)["event"] == f"{name}:7"
    assert CANARY not in Line().format(spoken)


@pytest.mark.parametrize("name", ["coachlog", "coachlog.serve", "root"])
def test_no_traceback_and_no_words_of_an_exception_are_kept(name: str) -> None:
    spoken = record(name, "listener failed")
    with pytest.raises(ValueError, match=CANARY) as raised:
        raise ValueError(CANARY)
    spoken.exc_info = (raised.type, raised.value, raised.tb)
    assert line(spoken)["error"] == "ValueError"
    assert CANARY not in Line().format(spoken)


def test_a_line_break_stays_inside_the_line() -> None:
    assert "\n" not in Line().format(record("coachlog.inbox", "event failed", kind="message\nforged"))


def test_only_our_own_loggers_are_ours() -> None:
    assert is_ours("coachlog")
    assert is_ours("coachlog.serve")
    assert not any(is_ours(name) for name in ("coachlog:AsyncApp", "coachlogger", "slack_bolt", "root"))


@pytest.fixture
def logging_as_served() -> Iterator[None]:
    """The process's logging and hooks, put back afterwards."""
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", OURS, *QUIET, *TALKATIVE)}
    kept = root.handlers[:], sys.excepthook, sys.unraisablehook, threading.excepthook, logging.raiseExceptions
    yield
    logging.captureWarnings(False)
    root.handlers[:], sys.excepthook, sys.unraisablehook, threading.excepthook, logging.raiseExceptions = kept
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_libraries_stay_quiet_at_every_level(
    logging_as_served: None, capsys: pytest.CaptureFixture[str], level: str
) -> None:
    set_up_logs(level)
    for name in QUIET:
        logging.getLogger(name).debug("parameters: %s", CANARY)
        logging.getLogger(name).info("parameters: %s", CANARY)
        logging.getLogger(name).error("parameters: %s", CANARY)
    logging.getLogger("coachlog.x").debug("ours")
    lines = [json.loads(one) for one in capsys.readouterr().err.splitlines()]
    assert [one["level"] for one in lines if one["logger"] in QUIET] == ["error"] * len(QUIET)
    assert CANARY not in json.dumps(lines)
    assert ("ours" in [one["event"] for one in lines]) is (level == "debug")


def test_no_client_writes_its_calls_out_for_a_log(logging_as_served: None) -> None:
    set_up_logs("debug")
    clients = AsyncWebClient(), AsyncWebhookClient("https://example.org")
    assert [one.logger.name for one in clients] == list(TALKATIVE)
    assert all(one.logger.level > logging.DEBUG for one in clients)


UNCAUGHT = {
    "main": "raise ValueError(CANARY)",
    "thread": "t = threading.Thread(target=lambda: {}[CANARY]); t.start(); t.join()",
    "task": "asyncio.run(later())",
    "unraisable": "class Bad:\n    def __del__(self): raise ValueError(CANARY)\nBad()",
    "warning": "warnings.warn(CANARY)",
}


@pytest.mark.parametrize("how", UNCAUGHT)
def test_what_nobody_catches_becomes_a_line_without_its_words(how: str) -> None:
    program = f"""
        import asyncio, gc, threading, warnings
        from bot.logs import set_up_logs
        CANARY = "{CANARY}"
        async def failing(): raise ValueError(CANARY)
        async def later():
            task = asyncio.create_task(failing())
            await asyncio.wait([task])
            del task
            gc.collect()
        set_up_logs("debug")
    """
    code = textwrap.dedent(program) + UNCAUGHT[how]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert [json.loads(one)["level"] for one in done.stderr.splitlines()], done.stderr
    assert CANARY not in done.stdout + done.stderr


def test_where_an_exception_comes_from_is_a_function_and_a_line() -> None:
    with pytest.raises(AttributeError) as raised:
        is_ours(None)  # type: ignore[arg-type] # on purpose
    assert where(raised.value).startswith("is_ours:")
    assert where(None) == ""
