"""What a command says: sentences for people, or one JSON object a line for programs."""

import json
import sys
import time
from typing import Any


class Console:
    """Progress and results on standard output, one clear sentence on standard error when it fails."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self._began_s = time.monotonic()
        self._last_line = ""

    def say(self, sentence: str) -> None:
        """A sentence for a person; programs get it as an event."""
        if self.as_json:
            self._emit({"event": "message", "text": sentence})
        else:
            print(sentence, flush=True)

    def progress(self, fraction: float, step: str = "") -> None:
        """How far the work is, 0 to 1."""
        if self.as_json:
            self._emit({"event": "progress", "fraction": round(fraction, 3), "step": step})
            return
        line = f"{round(100 * fraction):3d} %  {step}"
        if line != self._last_line:
            self._last_line = line
            print(f"  {time.monotonic() - self._began_s:6.1f} s  {line}", flush=True)

    def result(self, values: dict[str, Any], sentence: str = "") -> None:
        """The outcome: all of it for programs, one sentence for people."""
        if self.as_json:
            self._emit({"event": "result", **values})
        elif sentence:
            print(sentence, flush=True)

    def fail(self, sentence: str, code: str) -> None:
        """The one sentence on standard error."""
        if self.as_json:
            self._emit({"event": "error", "code": code, "text": sentence})
        print(sentence, file=sys.stderr, flush=True)

    @staticmethod
    def _emit(values: dict[str, Any]) -> None:
        print(json.dumps(values, ensure_ascii=False), flush=True)
