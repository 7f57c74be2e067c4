"""Pictures by reference: the pixels live once in the vault."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRef:
    """A stored picture: `sha256` of the stored bytes (the encoded file), and its upright size in pixels."""

    sha256: str
    width: int
    height: int
    media_type: str = "image/tiff"
