"""Dates and times as a report prints them: ISO order, which no reader can take for another."""

from datetime import datetime


def day_of(moment: str) -> str:
    """'2026-11-23T20:15:00+00:00' -> '2026-11-23'; what is no date is printed as it stands."""
    try:
        return datetime.fromisoformat(moment).date().isoformat()
    except ValueError:
        return moment


def minute_of(moment: str) -> str:
    """'2026-11-23T20:15:42+00:00' -> '2026-11-23 20:15'; what is no moment is printed as it stands."""
    try:
        return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return moment
