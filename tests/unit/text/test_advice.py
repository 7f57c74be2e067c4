"""Every code has its words, and the words are few."""

import re
from pathlib import Path

import pytest

from skinlax_desktop.domain.gate import Advice, CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.text import advice
from skinlax_desktop.text.screens import sweep

SOURCE = Path(__file__).parents[3] / "src" / "skinlax_desktop"


@pytest.mark.parametrize("code", sorted(advice._SENTENCES))
def test_sentences_are_short(code: str) -> None:
    sentence = advice.advice_sentence(Advice(code=code, amount=4.4))
    assert 1 <= len(sentence.split()) <= 12
    assert not sentence.endswith(".")


def test_amounts_are_whole_and_never_zero() -> None:
    assert advice.advice_sentence(Advice(code="chin_down", amount=3.7)) == "Chin down 4 degrees"
    assert advice.advice_sentence(Advice(code="move_closer", amount=0.2)) == "Move 1 cm closer"


def test_every_check_has_a_label() -> None:
    for name in CheckName:
        assert advice.check_label(name)


def test_every_advice_given_anywhere_has_a_sentence() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in (SOURCE / "workflows").glob("*.py"))
    codes = set(re.findall(r'Advice\(code="([a-z_]+)"', written)) | {f"show_{view}" for view in View if view != "sweep"}
    assert codes
    for code in codes:
        say = sweep.sweep_sentence if code.startswith(("sweep_", "aside_")) else advice.advice_sentence
        sentence = say(Advice(code=code, amount=1.0))
        assert 1 <= len(sentence.split()) <= 12


def test_every_reason_given_anywhere_has_a_sentence() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in (SOURCE / "workflows").glob("*.py"))
    for code in re.findall(r'unjudged\(CheckName\.[A-Z_]+, "([a-z_]+)"', written):
        assert advice.reason_sentence(code)
