"""A long session does not run out of references to None (docs/decisions/0007)."""

import subprocess
import sys

SESSION = """
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(300_000):
    thing.parent()
    thing.setObjectName("")
print("survived")
"""


def test_a_session_of_many_calls_survives() -> None:
    ended = subprocess.run([sys.executable, "-c", SESSION], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == "survived"
