"""What may be in a text that stands among other words."""

from typing import Any

# Embeddings, overrides and isolates (Unicode UAX 9). The marks that only hint, as Hebrew and Arabic names need, stay.
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def straight(part: Any) -> Any:
    """Text, or all text inside blocks, without the marks that turn the reading direction of what follows."""
    if isinstance(part, str):
        return part.translate(_TURNS)
    if isinstance(part, dict):
        return {name: straight(held) for name, held in part.items()}
    return [straight(one) for one in part] if isinstance(part, list) else part
