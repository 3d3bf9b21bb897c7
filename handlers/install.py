"""Installing by OAuth: out to Slack with a state that is bound to this browser, and back with a code for a token."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
from pydantic import BaseModel, Field, ValidationError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import NotSavedYet, slack_error
from bot.messages import installing as say
from bot.messages.installing import PageText
from bot.settings import Settings
from handlers.tenancy import Tenants
from handlers.webpage import page
from storage.installations import install_workspace
from storage.oauth_states import LIFE, Begun, new_state, read_state, use_state
from storage.store import Storage
from storage.workspaces import NewWorkspace

log = logging.getLogger("coachlog.install")

SECRET_BYTES = 32
CODE_MAX = 1024
OVER = {"invalid_code", "code_already_used", "code_expired"}
MISMATCHED = {
    "bad_client_secret",
    "bad_redirect_uri",
    "invalid_client_id",
    "invalid_redirect_uri",
    "oauth_authorization_url_mismatch",
}


class NotInstalled(Exception):
    """An installation that ends here, with the page that says why."""

    def __init__(self, status: int, what: str, text: PageText) -> None:
        super().__init__(what)
        self.status = status
        self.what = what
        self.text = text


class Team(BaseModel):
    """The workspace, as oauth.v2.access names it."""

    id: str = Field(min_length=1, max_length=32)
    name: str = ""


class Installer(BaseModel):
    """Who installed."""

    id: str = Field(min_length=1, max_length=32)


class Granted(BaseModel):
    """What oauth.v2.access answers, as far as it matters here."""

    access_token: str = Field(min_length=1, repr=False)
    refresh_token: str | None = Field(default=None, repr=False)
    bot_user_id: str = Field(min_length=1, max_length=32)
    scope: str = ""
    app_id: str = ""
    team: Team | None = None
    authed_user: Installer
    is_enterprise_install: bool | None = None

    def workspace(self, wanted: tuple[str, ...]) -> NewWorkspace:
        """The workspace to keep. Raises NotInstalled for what we can't serve."""
        if self.is_enterprise_install or self.team is None:
            raise NotInstalled(400, "whole organization", say.WHOLE_ORGANIZATION)
        if self.refresh_token:
            raise NotInstalled(500, "token rotation", say.ROTATING)
        missing = sorted(set(wanted) - set(self.scope.split(",")))
        if missing:
            raise NotInstalled(400, "missing scopes", say.missing_scopes(missing))
        return NewWorkspace(
            team_id=self.team.id,
            name=(self.team.name or self.team.id)[:255],
            bot_token=self.access_token,
            bot_user_id=self.bot_user_id,
            scopes=self.scope,
            installer=self.authed_user.id,
        )

    @property
    def place(self) -> str:
        """Where Slack shows our app in this workspace."""
        team = quote(self.team.id if self.team else "", safe="")
        if self.app_id:
            return f"https://slack.com/app_redirect?app={quote(self.app_id, safe='')}&team={team}"
        return f"https://app.slack.com/client/{team}"


@dataclass(frozen=True, slots=True)
class Install:
    """The two pages of an installation. client: without retries and without a token; scopes: what we ask for."""

    settings: Settings
    storage: Storage
    tenants: Tenants
    client: AsyncWebClient
    now: Callable[[], datetime]
    scopes: tuple[str, ...]

    async def begin(self, _request: Request) -> Response:
        """Send the browser to Slack, with a state and a cookie that belong together. Parameters are ignored.

        Nothing is kept of it here: anybody may ask for this page, as often as they like.
        """
        browser = secrets.token_urlsafe(SECRET_BYTES)
        state = new_state(self.storage.keyring, browser, self.now())
        wanted = {
            "client_id": self.settings.client_id,
            "scope": ",".join(self.scopes),
            "state": state,
            "redirect_uri": self.settings.redirect_uri,
        }
        joint = "&" if urlsplit(self.settings.authorize_url).query else "?"
        answer = RedirectResponse(self.settings.authorize_url + joint + urlencode(wanted), 302)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Referrer-Policy"] = "no-referrer"
        self._keep(answer, browser, int(LIFE.total_seconds()))
        return answer

    async def finish(self, request: Request) -> Response:
        """Back from Slack. Whoever brings a good state ends this installation, one way or the other."""
        asked = request.query_params
        browser = request.cookies.get(self._cookie, "")
        begun = read_state(self.storage.keyring, asked.get("state", ""), browser, self.now())
        if begun is None:
            raise NotInstalled(400, "bad state", say.STALE)
        try:
            answer = await self._install(begun, _code(asked.get("error"), asked.get("code", "")))
        except NotInstalled as ended:
            answer = _ended(ended)
        self._keep(answer, "", 0)
        return answer

    async def _install(self, begun: Begun, code: str) -> Response:
        """Use the state up, then change the code for a token and keep it."""
        if not await self.storage.system(use_state, begun, self.now()):
            raise NotInstalled(400, "used state", say.STALE)
        granted = await self._exchange(code)
        new = granted.workspace(self.scopes)
        workspace = await self.storage.system(install_workspace, new, self.now())
        self.tenants.forget(new.team_id)
        self.storage.owed.set()
        log.info("workspace installed", extra={"workspace": workspace})
        done = say.installed(new.name)
        return page(200, done.heading, done.text, (granted.place, say.OPEN))

    async def _exchange(self, code: str) -> Granted:
        try:
            answer = await self.client.api_call(
                "oauth.v2.access",
                data={"code": code, "redirect_uri": self.settings.redirect_uri},
                headers={"Authorization": self._credentials},
            )
            return Granted.model_validate(answer.data)
        except SlackApiError as problem:
            raise _refused(problem) from None
        except ValidationError:
            raise NotInstalled(502, "unknown answer", say.NO_ANSWER) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise NotInstalled(502, "no answer", say.NO_ANSWER) from None

    @property
    def _credentials(self) -> str:
        """As oauth_v2_access would send them, but for a helper that aiohttp is about to drop."""
        return aiohttp.encode_basic_auth(self.settings.client_id, self.settings.client_secret)

    @property
    def _secure(self) -> bool:
        return self.settings.redirect_uri.startswith("https:")

    @property
    def _cookie(self) -> str:
        return "__Host-coachlog-install" if self._secure else "coachlog-install"

    def _keep(self, answer: Response, value: str, seconds: int) -> None:
        answer.set_cookie(
            self._cookie, value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax"
        )


def _code(error: str | None, code: str) -> str:
    if error == "access_denied":
        raise NotInstalled(403, "denied", say.DENIED)
    if error is not None:
        raise NotInstalled(400, "ended by Slack", say.STOPPED)
    if not 0 < len(code) <= CODE_MAX:
        raise NotInstalled(400, "no code", say.NO_CODE)
    return code


def _refused(problem: SlackApiError) -> NotInstalled:
    error = slack_error(problem)
    if error in OVER:
        return NotInstalled(400, error, say.CODE_OVER)
    if error in MISMATCHED:
        log.error("the app at Slack doesn't fit SLACK_CLIENT_ID, _SECRET, _REDIRECT_URI", extra={"error": error})
        return NotInstalled(500, error, say.MISMATCH)
    return NotInstalled(502, error or "no answer", say.NO_ANSWER)


def install_routes(install: Install) -> list[Route]:
    """The addresses of an installation."""
    return [
        Route("/slack/install", _answered(install.begin), methods=["GET"]),
        Route("/slack/oauth_redirect", _answered(install.finish), methods=["GET"]),
    ]


def _answered(work: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Every end of an installation is a page; a look with HEAD begins and ends none."""

    async def answer(request: Request) -> Response:
        if request.method != "GET":
            return PlainTextResponse("open this page in a browser", 405, {"Allow": "GET"})
        try:
            return await work(request)
        except NotInstalled as ended:
            return _ended(ended)
        except NotSavedYet:
            return _page(503, say.NOT_SAVED)
        except Exception as problem:  # noqa: BLE001 - the last resort: a page for the person, a name for the log
            log.error("installation failed", extra={"error": type(problem).__name__})  # noqa: TRY400 - no content
            return _page(500, say.BROKEN)

    return answer


def _ended(ended: NotInstalled) -> Response:
    log.warning("not installed", extra={"what": ended.what})
    return _page(ended.status, ended.text)


def _page(status: int, text: PageText) -> Response:
    return page(status, text.heading, text.text, ("install", say.AGAIN) if text.again else None)
