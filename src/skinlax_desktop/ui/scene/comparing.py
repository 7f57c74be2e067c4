"""How two visits share the picture."""

from enum import StrEnum


class CompareMode(StrEnum):
    """The visit alone, or with the earlier one beside it, under a wipe, or in its place at a key."""

    ONE = "one"
    SIDE = "side"
    WIPE = "wipe"
    BLINK = "blink"
