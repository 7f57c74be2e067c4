"""The part of the face that neither ageing nor treatment moves much: forehead, bridge of the nose, corners of the lids.

Landmarks of the project's clinical reference, section 2.1.
"""

from typing import Final

STABLE_LANDMARKS: Final = (9, 8, 168, 6, 197, 195, 33, 133, 362, 263, 151, 108, 337)
