"""The public keys that may sign `models/manifest.json`; the commit that brings a key is what makes it trusted.

Written by models/training/sign.py when it makes a key pair. Ed25519, 32 bytes in hexadecimal, newest first.
"""

from typing import Final

TRUSTED_KEYS: Final[tuple[str, ...]] = ()
