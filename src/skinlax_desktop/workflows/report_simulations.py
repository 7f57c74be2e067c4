"""The kept simulations in the clinician's annex: as they were shown, their numbers and sources, and who saw them."""

import json
from collections.abc import Mapping
from typing import Any, Final

from skinlax_desktop.domain.simulation import SimulationRecord, SimulationSeen
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import kind_of_zone
from skinlax_desktop.text import report as words
from skinlax_desktop.text.metrics import format_number, pair_label, unit_label
from skinlax_desktop.text.screens.simulation import FULLY_MEASURED, bound_words, part_measured, seen_words
from skinlax_desktop.text.simulation import NO_VISIBLE_CHANGE, WATERMARK, device_label
from skinlax_desktop.workflows.report_blocks import (
    Block,
    Column,
    Notice,
    Photograph,
    Photographs,
    Row,
    Space,
    Table,
    Text,
    TextStyle,
)
from skinlax_desktop.workflows.report_dates import minute_of
from skinlax_desktop.workflows.report_pictures import prepare_picture

SHEET_MM: Final = 62.0
_OUTCOMES: Final = ("low", "median", "high")


def compose_simulations(visit: Visit, encoded: Mapping[str, bytes]) -> tuple[Block, ...]:
    """Nothing where none was kept. `encoded` holds pictures and documents by their sha256; absent ones are left out.

    Raises `SkinlaxError("report_picture_unreadable")`.
    """
    if not visit.simulations:
        return ()
    seen = {one.simulation_id: one for one in visit.simulations_seen}
    blocks: list[Block] = [
        Text(text=words.SIMULATIONS_TITLE, style=TextStyle.HEADING),
        Notice(text=f"{WATERMARK}. {words.SIMULATIONS_NOTE}", warning=True),
    ]
    for record in visit.simulations:
        blocks += _record(record, seen.get(record.id), encoded)
    return tuple(blocks)


def _record(record: SimulationRecord, seen: SimulationSeen | None, encoded: Mapping[str, bytes]) -> list[Block]:
    made = words.SIMULATION_MADE.format(author=record.made_by, moment=minute_of(record.made_at))
    signed, bound = words.SIMULATION_NOT_SEEN, ""
    if seen is not None:
        signed = seen_words(seen.seen_by, minute_of(seen.seen_at), seen.recorded_by)
        same = seen.shown_sha256 in ("", record.shown_sha256)
        bound = bound_words(seen.statement, seen.shown_sha256) if same else words.SIMULATION_OTHER_SHOWN
    blocks: list[Block] = [
        Space(height_mm=3),
        Text(text=record.plan_name or words.SIMULATION_NO_PLAN, style=TextStyle.SUBHEADING),
        Text(text=f"{made} {signed}"),
        *([Text(text=bound, style=TextStyle.SMALL)] if bound else []),
    ]
    for picture in record.pictures:
        if picture.image.sha256 in encoded:
            prepared = prepare_picture(encoded[picture.image.sha256], "scene", SHEET_MM)
            photograph = prepared.photograph
            shown = Photograph(
                jpeg=photograph.jpeg,
                width_px=photograph.width_px,
                height_px=photograph.height_px,
                caption=words.simulation_view(picture.view),
            )
            blocks.append(Photographs(pictures=(shown,), columns=1, height_mm=SHEET_MM))
    document = _document(record, encoded)
    if document is not None:
        blocks += _numbers(document)
    return blocks


def _document(record: SimulationRecord, encoded: Mapping[str, bytes]) -> dict[str, Any] | None:
    """The written simulation, where it is at hand."""
    if record.document is None or record.document.sha256 not in encoded:
        return None
    found = json.loads(encoded[record.document.sha256])
    return found if isinstance(found, dict) else None


def _numbers(document: Mapping[str, Any]) -> list[Block]:
    """A row for each device and kind of zone; both sides are told the same amount."""
    columns = (
        Column(title=words.SIMULATION_STEP, share=0.34),
        Column(title=words.SIMULATION_LOW, share=0.12, numeric=True),
        Column(title=words.SIMULATION_MEDIAN, share=0.12, numeric=True),
        Column(title=words.SIMULATION_HIGH, share=0.12, numeric=True),
        Column(title=words.SIMULATION_N, share=0.12),
        Column(title=words.SIMULATION_SOURCE, share=0.18),
    )
    rows: dict[tuple[str, str], Row] = {}
    parts: list[str] = []
    used: dict[str, None] = {}
    by_outcome = {outcome: document["outcomes"][outcome]["treatments"] for outcome in _OUTCOMES}
    for number, median in enumerate(by_outcome["median"]):
        key = _place(median)
        if key in rows:
            continue
        targets = [by_outcome[outcome][number] for outcome in _OUTCOMES]
        used.update(dict.fromkeys((str(median["source"]), str(median["detection_source"]))))
        share = min(float(one.get("measured_share", 1.0)) for one in by_outcome["median"] if _place(one) == key)
        if share < FULLY_MEASURED:
            parts.append(f"{pair_label(key[1])}: {part_measured(share)}")
        rows[key] = Row(
            cells=(
                f"{device_label(key[0])}, {pair_label(key[1]).lower()}",
                *(_amount(target) for target in targets),
                str(median["subjects"] or median["subjects_text"]),
                str(median["source"]),
            )
        )
    cited = document.get("sources", {})
    sources = "; ".join(f"{name}: {cited.get(name, name)}" for name in used)
    return [
        Space(height_mm=2),
        Table(columns=columns, rows=tuple(rows.values())),
        *(Text(text=part) for part in dict.fromkeys(parts)),
        Text(text=sources, style=TextStyle.SMALL),
    ]


def _place(target: Mapping[str, Any]) -> tuple[str, str]:
    return str(target["device"]), kind_of_zone(str(target["zone"]))


def _amount(target: Mapping[str, Any]) -> str:
    unit = str(target["unit"])
    said = f"{format_number(float(target['amount']), unit, like=max(float(target['amount']), 1.0))} {unit_label(unit)}"
    return said if target["visible"] else f"{said}\n{NO_VISIBLE_CHANGE}"
