"""Fill the results of a model's card from what `skinlax models evaluate --out` wrote.

    python models/training/card.py --evaluation evaluation.json [--card models/cards/laxity.md]

Only what stands between `<!-- results -->` and `<!-- /results -->` is replaced: every number comes from a run.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from skinlax_desktop.text.evaluation import (
    ENGINEERING_CHECK,
    NOT_ESTABLISHED,
    REPEATS,
    WHOLE_FACE,
    aim_label,
    control_label,
    figure_label,
)
from skinlax_desktop.workflows.repeatability import MDC95_PER_SEM

REPOSITORY = Path(__file__).parents[2]
BEGIN, END = "<!-- results -->", "<!-- /results -->"
AXES = {
    "tone_group": "Skin tone, Monk scale",
    "monk": "Skin tone, every tone",
    "age": "Age, decades",
    "sex": "Sex",
}


def main(arguments: list[str] | None = None) -> int:
    """Write the card anew; exits 1 with a sentence when it has no place for results or the evaluation is none."""
    parser = argparse.ArgumentParser(description="Fill the results of a model's card.")
    parser.add_argument("--evaluation", type=Path, required=True)
    parser.add_argument("--card", type=Path, default=REPOSITORY / "models" / "cards" / "laxity.md")
    options = parser.parse_args(arguments)
    try:
        evaluation = json.loads(options.evaluation.read_text(encoding="utf-8"))
        options.card.write_text(filled(options.card.read_text(encoding="utf-8"), evaluation), encoding="utf-8")
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"The card was not filled: {error}\n")
        return 1
    return 0


def filled(card: str, evaluation: dict[str, Any]) -> str:
    """The card with the results of an evaluation; raises ValueError without the two marks."""
    head, rest = card.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    return f"{head}{BEGIN}\n{results_of(evaluation)}{END}{tail}"


def results_of(evaluation: dict[str, Any]) -> str:
    """All tables in Markdown."""
    model = evaluation["model"]
    lines = [
        f"Version {model['version']}, SHA-256 `{model['sha256']}`, on {model['device']}. Held-out synthetic people: "
        f"{evaluation['people']} of seed {evaluation['seed']}; learned from {evaluation['training_data']}.",
        ENGINEERING_CHECK,
        "",
        f"Exploratory zones: {', '.join(evaluation['exploratory_zones']) or 'none'}.",
        "",
        "| number | value (95 % interval) | n | aim | met |",
        "|---|---|---|---|---|",
    ]
    for figure in evaluation["figures"]:
        met = {True: "yes", False: "no", None: ""}[figure["met"]]
        aim = aim_label(*figure["aim"]) if figure["aim"] else ""
        label = figure_label(figure["name"], figure["detail"])
        lines.append(f"| {label} | {_shown(figure)} | {figure['n']} | {aim} | {met} |")
        lines += [
            f"| control: {control_label(name)} | {_shown(found)} | {found['n']} | | |"
            for name, found in figure["controls"].items()
        ]
    for axis, groups in evaluation["groups"].items():
        lines += [
            "",
            f"### {AXES[axis]}",
            "| group | people | bias (grade) | spread | rejection | coverage |",
            "|---|---|---|---|---|---|",
        ]
        for group in groups:
            cells = (_grouped(group[name]) for name in ("bias", "sd", "rejection", "coverage"))
            lines.append(f"| {group['group']} | {group['people']} | {' | '.join(cells)} |")
    lines += _repeats(evaluation.get("repeatability", {}))
    return "\n".join(lines) + "\n"


def _repeats(repeatability: dict[str, dict[str, Any]]) -> list[str]:
    lines = []
    for condition, zones in repeatability.items():
        lines += [
            "",
            f"### {REPEATS[condition]}",
            "| zone | Sw (95 % interval) | people | mdc95 |",
            "|---|---|---|---|",
        ]
        for zone, found in zones.items():
            mdc95 = f"{MDC95_PER_SEM * found['value']:.2f}" if found["established"] else NOT_ESTABLISHED
            lines.append(f"| {zone or WHOLE_FACE} | {_shown(found)} | {found['n']} | {mdc95} |")
    return lines


def _shown(numbers: dict[str, Any]) -> str:
    if numbers["value"] is None:
        return "unknown"
    return f"{numbers['value']:.3f} ({numbers['low']:.3f} to {numbers['high']:.3f})"


def _grouped(numbers: dict[str, Any]) -> str:
    if numbers["value"] is None:
        return NOT_ESTABLISHED
    text = f"{numbers['value']:.2f} ({numbers['low']:.2f} to {numbers['high']:.2f})"
    return text if numbers["established"] else f"{text}, {NOT_ESTABLISHED}"


if __name__ == "__main__":
    sys.exit(main())
