"""manifest.yml, as far as the program itself needs it: the scopes that every installation must grant."""

from pathlib import Path

import yaml

from bot.errors import BadSetting

MANIFEST = Path(__file__).parents[1] / "manifest.yml"


def bot_scopes(manifest: Path = MANIFEST) -> tuple[str, ...]:
    """The bot's scopes, in the manifest's order. Raises BadSetting when the file isn't there or isn't a manifest."""
    try:
        found = yaml.safe_load(manifest.read_text("utf-8"))["oauth_config"]["scopes"]["bot"]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        raise BadSetting("manifest.yml can't be read. Put back the one that came with this version.") from None
    return tuple(str(one) for one in found)
