"""A person as Slack describes them, and whether they can hold a role here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.rules.dates import is_zone
from bot.rules.roster.cells import clean, email, storable

NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class SlackPerson:
    """What users.info says. email: in lower case, None where Slack doesn't show one; owner: an admin or owner."""

    user_id: str
    name: str
    email: str | None
    zone: str | None
    owner: bool
    problem: str | None


def of_workspace(user: Mapping[str, Any], team_id: str) -> bool:
    """Whether this is an active person of the workspace team_id, guests of it included.

    With Slack Connect, people of other organizations are in users.list and in events too. In Enterprise Grid a
    person belongs to several workspaces of the organization; Slack names them.
    """
    return _of_team(user, team_id) and not (user.get("deleted") or _is_app(user))


def matchable(user: Mapping[str, Any], team_id: str) -> tuple[str, str, str | None] | None:
    """(user id, e-mail, zone) of somebody who may be matched to the roster, or None."""
    address = (user.get("profile") or {}).get("email")
    if not of_workspace(user, team_id) or not address:
        return None
    return str(user["id"]), str(address), user.get("tz")


def slack_person(user: Mapping[str, Any], team_id: str) -> SlackPerson:
    """Slack's user object as a value. team_id: the workspace the app is installed in."""
    profile = user.get("profile") or {}
    name = _name(profile.get("real_name") or user.get("real_name") or user.get("name") or "")
    return SlackPerson(
        user_id=str(user["id"]),
        name=name,
        email=_email(profile.get("email")),
        zone=user.get("tz") if is_zone(str(user.get("tz"))) else None,
        owner=of_workspace(user, team_id) and not _guest(user) and any(user.get(key) for key in OWNING),
        problem=_problem(user, name, team_id),
    )


OWNING = ("is_admin", "is_owner", "is_primary_owner")


def _name(words: str) -> str:
    return clean("".join(one for one in words if storable(one)))[:NAME_MAX] or "Someone"


def _email(text: Any) -> str | None:
    try:
        return email(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _guest(user: Mapping[str, Any]) -> bool:
    return bool(user.get("is_restricted") or user.get("is_ultra_restricted"))


def _is_app(user: Mapping[str, Any]) -> bool:
    return bool(user.get("is_bot") or user.get("id") == "USLACKBOT")


def _of_team(user: Mapping[str, Any], team_id: str) -> bool:
    teams = (user.get("enterprise_user") or {}).get("teams") or ()
    return not user.get("is_stranger") and (user.get("team_id") == team_id or team_id in teams)


def _problem(user: Mapping[str, Any], name: str, team_id: str) -> str | None:
    """Why this person can't coordinate, or None."""
    if _is_app(user):
        return f"{name} is an app. Choose people only."
    if user.get("deleted"):
        return f"{name}'s Slack account is deactivated. Choose somebody else."
    if not _of_team(user, team_id):
        return f"{name} belongs to another organization. Choose somebody of this Slack."
    if _email((user.get("profile") or {}).get("email")) is None:
        return f"Slack doesn't show me {name}'s e-mail. Add them with the people file instead."
    return None
