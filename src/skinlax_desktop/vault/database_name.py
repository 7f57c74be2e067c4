"""What the database of the record is called; apart, so that the door can look for it without SQLCipher."""

from typing import Final

DATABASE: Final = "record.db"
