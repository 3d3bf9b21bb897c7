"""What people type, as a draft: local, deterministic, and no guess without its mark."""

from bot.language.reading import read_line

__all__ = ["read_line"]
