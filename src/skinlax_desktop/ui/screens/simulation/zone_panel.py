"""Which zones a procedure may be discussed for and which are for care at home, each with its reason."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from skinlax_desktop.domain.measurement import LaxityGrade
from skinlax_desktop.text.grades import MODEL_GRADE
from skinlax_desktop.text.metrics import pair_label, reason_label, zone_label
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.parts.labels import make_button, make_label
from skinlax_desktop.ui.screens.simulation.state import Softness
from skinlax_desktop.ui.screens.simulation.tissue_reading import TissueRow
from skinlax_desktop.ui.theme import TextRole, space
from skinlax_desktop.workflows.zone_guidance import Guidance, ZoneGuidance


class ZonePanel(QWidget):
    """Passive; built anew when the visit's guidance changes."""

    chin_down_requested = Signal()
    chin_down_dropped = Signal()
    chin_down_measured = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(words.ZONES_NAME)
        self._shown: tuple[tuple[ZoneGuidance, ...], tuple[TissueRow, ...], Softness, bool] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, space(2), 0)
        self._column.setSpacing(space(1))

    def show_zones(
        self,
        zones: tuple[ZoneGuidance, ...],
        tissue: tuple[TissueRow, ...] = (),
        softness: Softness = Softness(),  # noqa: B008
        *,
        softness_first: bool = False,
    ) -> None:
        """Show the guidance of a visit, and below it what the model reads of the tissue.

        `softness_first`: postures are looked at, and how far to believe them stands there.
        """
        if (zones, tissue, softness, softness_first) == self._shown:
            return
        self._shown = zones, tissue, softness, softness_first
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        if softness_first:
            self._show_softness(softness)
            self._column.addSpacing(space(3))
        self._column.addWidget(make_label(f"{MODEL_GRADE} {words.ZONES_NOTE}", TextRole.CAPTION, wrap=True))
        for guidance in Guidance:
            found = [zone for zone in zones if zone.guidance is guidance]
            if found:
                self._column.addSpacing(space(2))
                self._column.addWidget(make_label(words.GUIDANCE_TITLES[guidance.value], TextRole.STRONG, wrap=True))
            for lines, reason in alike(found):
                self._column.addWidget(make_label(lines, wrap=True))
                self._column.addWidget(make_label(reason, TextRole.CAPTION, wrap=True))
        if not softness_first:
            self._show_softness(softness)
        self._show_tissue(tissue)
        self._column.addStretch(1)

    def _show_softness(self, softness: Softness) -> None:
        if self._column.count():
            self._column.addSpacing(space(3))
        self._column.addWidget(make_label(words.SOFTNESS_TITLE, TextRole.STRONG))
        if softness.sentence:
            self._column.addWidget(make_label(softness.sentence, wrap=True))
        self._column.addWidget(make_label(words.POSTURES_NOTE, TextRole.CAPTION, wrap=True))
        buttons = QHBoxLayout()
        for is_offered, name, asked in (
            (softness.can_measure, words.CHIN_DOWN_MEASURE, self.chin_down_measured),
            (softness.can_add, words.CHIN_DOWN_ADD, self.chin_down_requested),
            (softness.can_drop, words.CHIN_DOWN_DROP, self.chin_down_dropped),
        ):
            if is_offered:
                buttons.addWidget(make_button(name, asked.emit, kind="quiet"))
        buttons.addStretch(1)
        holder = QWidget()
        holder.setLayout(buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(holder)

    def _show_tissue(self, tissue: tuple[TissueRow, ...]) -> None:
        self._column.addSpacing(space(3))
        self._column.addWidget(make_label(words.TISSUE_TITLE, TextRole.STRONG))
        self._column.addWidget(
            make_label(words.TISSUE_NOTE if tissue else words.TISSUE_READING, TextRole.CAPTION, wrap=True)
        )
        for row in tissue:
            firmness, recoil = row.reading.firmness_kpa_per_mm, row.reading.recoil_share
            self._column.addWidget(make_label(zone_label(row.zone)))
            said = words.tissue_words(
                (firmness.value, firmness.low, firmness.high),
                (recoil.value, recoil.low, recoil.high),
                row.measured_share,
            )
            self._column.addWidget(make_label(said, TextRole.CAPTION, wrap=True))


def alike(zones: Sequence[ZoneGuidance]) -> list[tuple[str, str]]:
    """Zones and their reason; ungraded ones that share a reason stand in one line."""
    rows: dict[tuple[str, str], list[str]] = {}
    for zone in zones:
        reason = reason_of(zone)
        rows.setdefault((reason, "" if zone.grade is None else zone.zone), []).append(line_of(zone))
    return [(", ".join(lines), reason) for (reason, _), lines in rows.items()]


def line_of(zone: ZoneGuidance) -> str:
    """The zone with its grade."""
    name, grade = pair_label(zone.zone), zone.grade
    return name if grade is None else f"{name}: {_grade(grade)}"


def reason_of(zone: ZoneGuidance) -> str:
    """Why it stands where it does."""
    if zone.guidance is Guidance.NOT_JUDGED:
        return f"{reason_label(zone.reason or 'not_measured').capitalize()}."
    published = words.published_words(zone.devices)
    if zone.guidance is Guidance.HOME:
        return words.HOME_REASON
    if zone.guidance is Guidance.EXAMINE:
        return f"{words.UNSURE_REASON if zone.unsure else words.OPEN_REASON} {published}"
    return f"{words.MARKED_REASON} {published}"


def _grade(grade: LaxityGrade) -> str:
    return words.grade_words(grade.value, grade.low, grade.high)
