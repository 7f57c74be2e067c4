"""A card's results come from a run, and nothing else of the card is touched."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parents[3] / "models"
NUMBERS = {"value": 0.9, "low": 0.85, "high": 0.94, "n": 40, "established": True}
EVALUATION = {
    "model": {"name": "laxity", "version": "1.0.0", "sha256": "ab" * 32, "device": "CPU"},
    "training_data": "population-1",
    "people": 120,
    "seed": 7,
    "exploratory_zones": ["brow_L"],
    "figures": [
        {
            "name": "age_portraits",
            "detail": "F",
            **NUMBERS,
            "aim": [0.6, None],
            "met": True,
            "controls": {"random": NUMBERS},
        }
    ],
    "groups": {
        "sex": [
            {
                "group": "F",
                "people": 12,
                **dict.fromkeys(("bias", "sd", "rejection", "coverage"), NUMBERS | {"established": False}),
            }
        ]
    },
}


@pytest.fixture
def card() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fill_card", HERE / "training" / "card.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_the_results_are_replaced(card: ModuleType, tmp_path: Path) -> None:
    before = (HERE / "cards" / "laxity.md").read_text(encoding="utf-8")
    (tmp_path / "card.md").write_text(before, encoding="utf-8")
    (tmp_path / "e.json").write_text(json.dumps(EVALUATION))
    assert card.main(["--evaluation", str(tmp_path / "e.json"), "--card", str(tmp_path / "card.md")]) == 0
    after = (tmp_path / "card.md").read_text(encoding="utf-8")
    assert after.split(card.BEGIN)[0] == before.split(card.BEGIN)[0]
    assert after.split(card.END)[1] == before.split(card.END)[1]
    assert "| Portraits, Spearman with age, F | 0.900 (0.850 to 0.940) | 40 | >= 0.6 | yes |" in after
    assert "not established" in after
    assert "Exploratory zones: brow_L." in after
    assert card.main(["--evaluation", str(tmp_path / "e.json"), "--card", str(tmp_path / "card.md")]) == 0
    assert (tmp_path / "card.md").read_text(encoding="utf-8") == after


def test_what_is_no_evaluation_leaves_the_card_alone(card: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text("no marks here")
    (tmp_path / "e.json").write_text("{}")
    assert card.main(["--evaluation", str(tmp_path / "e.json"), "--card", str(tmp_path / "card.md")]) == 1
    assert (tmp_path / "card.md").read_text() == "no marks here"
