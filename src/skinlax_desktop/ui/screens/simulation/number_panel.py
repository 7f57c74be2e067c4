"""The numbers of the simulation with their evidence, and what the forecast says of doing nothing."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from skinlax_desktop.text.metrics import pair_label
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.text.simulation import NO_SHARE, device_label
from skinlax_desktop.ui.parts.labels import make_button, make_label, make_panel
from skinlax_desktop.ui.screens.simulation.state import SimulationState
from skinlax_desktop.ui.theme import TextRole, space
from skinlax_desktop.workflows.simulation_numbers import NumberRow

_OUTCOMES = ("low", "median", "high")


class NumberCard(QWidget):
    """One effect; its evidence is one press away."""

    def __init__(self) -> None:
        super().__init__()
        self.title = make_label("", TextRole.STRONG, wrap=True)
        self.amount = make_label("", wrap=True)
        self.outcomes = make_label("", TextRole.CAPTION, wrap=True)
        self.share = make_label("", TextRole.CAPTION, wrap=True)
        self.evidence = make_label("", TextRole.CAPTION, wrap=True)
        self.button = make_button(words.EVIDENCE, self._toggle, kind="quiet", icon="chevron")
        self.button.setCheckable(True)
        frame = make_panel("raised")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(space(3), space(2), space(3), space(2))
        inside.setSpacing(space(1))
        for label in (self.title, self.amount, self.outcomes, self.share):
            inside.addWidget(label)
        inside.addWidget(self.button)
        inside.addWidget(self.evidence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        self.evidence.hide()

    def show_row(self, row: NumberRow) -> None:
        """Show an effect."""
        self.title.setText(f"{device_label(row.device)}, {pair_label(row.zone).lower()}")
        low, median, high = (row.amounts[outcome] for outcome in _OUTCOMES)
        where = words.BOTH_SIDES if row.both_sides else words.AT_PEAK if row.at_peak else ""
        amount = words.amount_words(low, median, high, row.unit)
        self.amount.setText(f"{amount}, {where}" if where else amount)
        lines = [
            words.outcome_words(outcome, row.amounts[outcome], row.unit, row.mm[outcome], visible=row.visible[outcome])
            for outcome in _OUTCOMES
        ]
        lines += [words.SHARED] if row.shared else []
        lines += (
            [words.limited_words({one: row.published[one] for one in row.limited}, row.unit, row.cap_mm)]
            if row.limited
            else []
        )
        lines += [words.part_measured(row.measured_share)] if row.measured_share < words.FULLY_MEASURED else []
        self.outcomes.setText("\n".join(lines))
        said = [words.subjects_words(row.subjects, row.subjects_text) + "."]
        if row.without_visible_change_pct is not None:
            said.append(words.share_words(*row.without_visible_change_pct))
        else:
            said.append(f"{NO_SHARE[:1].upper()}{NO_SHARE[1:]}.")
        self.share.setText(" ".join(said))
        cited = [f"[{name}] {text}" for name, text in row.sources]
        told = words.evidence_words(row.measured, row.spread, row.detection_limit, row.unit)
        self.evidence.setText("\n".join((*told, *cited)))
        self.button.setAccessibleName(f"{words.EVIDENCE}: {self.title.text()}")

    def _toggle(self) -> None:
        self.evidence.setVisible(self.button.isChecked())


class NumberPanel(QWidget):
    """Passive."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(words.NUMBERS_NAME)
        self.cards: list[NumberCard] = []
        self.note = make_label(words.RANGE_NOTE, TextRole.CAPTION, wrap=True)
        self.ageing_title = make_label(words.AGEING_TITLE, TextRole.STRONG)
        self.ageing = make_label("", TextRole.CAPTION, wrap=True)
        self._empty = make_label(words.NO_NUMBERS, TextRole.MUTED, wrap=True)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(space(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(2), 0)
        column.setSpacing(space(2))
        column.addWidget(self.note)
        column.addWidget(self._empty)
        column.addLayout(self._cards)
        column.addSpacing(space(2))
        column.addWidget(self.ageing_title)
        column.addWidget(self.ageing)
        column.addStretch(1)

    def show_state(self, state: SimulationState) -> None:
        """Show the numbers."""
        while len(self.cards) < len(state.numbers):
            card = NumberCard()
            self.cards.append(card)
            self._cards.addWidget(card)
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(state.numbers))
            if number < len(state.numbers):
                card.show_row(state.numbers[number])
        self._empty.setVisible(not state.numbers)
        for widget in (self.ageing_title, self.ageing):
            widget.setVisible(bool(state.ageing))
        self.ageing.setText("\n".join(state.ageing))
