"""A long session does not run out of references to None."""

import subprocess
import sys

SESSION = """
{prepare}
from PySide6.QtCore import QObject, QTimer
thing = QObject()
for _ in range(300_000):
    thing.parent()
print("survived")
"""


def run(prepare: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", SESSION.format(prepare=prepare)], capture_output=True, text=True)


def test_a_session_of_many_calls_survives() -> None:
    ended = run(f"import sys; sys.path[:0] = {sys.path!r}; import skinlax_desktop.ui")
    assert ended.stdout.strip() == "survived"
    assert ended.returncode == 0, ended.stderr
