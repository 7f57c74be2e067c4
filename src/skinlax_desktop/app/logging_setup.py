"""The log: JSON lines in rotated files, with everything of a patient taken out before it is written."""

import json
import logging
import logging.handlers
import re
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

LOG_FILE: Final = "skinlax.log"
_FILE_BYTES: Final = 1 << 20
_FILES_KEPT: Final = 5
_SHORTEST_WORD: Final = 3

_PATTERNS: Final = (
    # Days as ISO, as 5.11.1961, as 11/05/1961: a birth date may stand in an error's own text.
    (re.compile(r"\b\d{4}-\d{2}-\d{2}\b(?![T ]\d{2}:)"), "<date>"),
    (re.compile(r"\b\d{1,2}[./]\d{1,2}[./]\d{4}\b"), "<date>"),
    (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.]+"), "<address>"),
    (re.compile(r"file://\S+"), "<path>"),
    # Paths: quoted ones may hold blanks; bare ones end at a blank.
    (re.compile(r"(['\"])(?:[A-Za-z]:[\\/]|\\\\|~?/)[^'\"]*\1"), "<path>"),
    (re.compile(r"(?<![\w<.])(?:[A-Za-z]:[\\/]|\\\\|~?/)[^\s'\",;:()<>]+"), "<path>"),
)
# What `extra=` may add: names and numbers of the program, never free text of a person.
_KNOWN_FIELDS: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class Redactor:
    """Takes dates, paths, addresses and the words of patients seen today out of a text."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self._lock = threading.Lock()

    def hide(self, *words: str) -> None:
        """Never let these words through, whole or as parts of a compound, in any case.

        A part of one or two letters is hidden only as a word of its own.
        """
        with self._lock:
            for word in words:
                self._words.update(part for part in (word.strip(), *re.split(r"[\s-]+", word)) if part)
            longest_first = sorted(self._words, key=len, reverse=True)
            self._pattern = (
                re.compile("|".join(_as_pattern(word) for word in longest_first), re.IGNORECASE)
                if longest_first
                else None
            )

    def redact(self, text: str) -> str:
        """The text with markers in place of what was taken out."""
        if self._pattern is not None:
            text = self._pattern.sub("<patient>", text)
        for pattern, marker in _PATTERNS:
            text = pattern.sub(marker, text)
        return text


def _as_pattern(word: str) -> str:
    escaped = re.escape(word)
    return escaped if len(word) >= _SHORTEST_WORD else rf"\b{escaped}\b"


class JsonLines(logging.Formatter):
    """One JSON object a line, redacted."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "thread": record.threadName,
            "message": self._redactor.redact(record.getMessage()),
        }
        for name, value in record.__dict__.items():
            if name not in _KNOWN_FIELDS:
                line[name] = value if isinstance(value, bool | int | float) else self._redactor.redact(str(value))
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = self._traceback(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)

    def _traceback(self, error: BaseException) -> list[str]:
        """Kind, text and places; without the source lines, and with file names only."""
        told = traceback.TracebackException.from_exception(error, capture_locals=False)
        lines: list[str] = []
        cause: traceback.TracebackException | None = told
        while cause is not None:
            lines.append(self._redactor.redact("".join(cause.format_exception_only()).strip()))
            lines.extend(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in cause.stack)
            cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
        return lines


def set_up_logging(
    folder: Path, *, level: int = logging.INFO, redactor: Redactor | None = None, file_bytes: int = _FILE_BYTES
) -> Redactor:
    """Log to `folder`, five files of `file_bytes`; returns the redactor, which must hear of every patient seen.

    A second call replaces the files of the first.
    """
    redactor = redactor or Redactor()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = logging.handlers.RotatingFileHandler(
        folder / LOG_FILE, maxBytes=file_bytes, backupCount=_FILES_KEPT - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(JsonLines(redactor))
    take_down_logging()
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return redactor


def take_down_logging() -> None:
    """Close the log files and take their handler off."""
    root = logging.getLogger()
    for handler in [known for known in root.handlers if isinstance(known.formatter, JsonLines)]:
        root.removeHandler(handler)
        handler.close()
