"""The public keys that may sign `models/manifest.json`; the commit that brings a key is what makes it trusted.

Written by models/training/sign.py when it makes a key pair. Ed25519, 32 bytes in hexadecimal, newest first.
"""

from typing import Final

TRUSTED_KEYS: Final[tuple[str, ...]] = ("0777a7f73a2c4de2544c965eea3fcced5fca53f9adbd861a2dac109734b126f1",)
