"""The evaluation: rows of people and photographs, the table of figures, the audit, the card."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

import phantom_series as phantom
from laxity_stand_in import MODEL, StandInEstimator
from skinlax_desktop.analytics.evaluation_rows import WHOLE_FACE, EvaluationRow
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.laxity import LaxityEstimate, overall_laxity, youthfulness_index
from skinlax_desktop.domain.measurement import LaxityGrade
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.zones import ZONES, mirrored_zone
from skinlax_desktop.ports.laxity import LaxityView
from skinlax_desktop.text.evaluation import aim_label, control_label, figure_label
from skinlax_desktop.workflows.audit_report import compose_audit, groups_of
from skinlax_desktop.workflows.evaluation_figures import (
    FIVE_VIEWS,
    FRONTAL,
    MIRRORED,
    Figure,
    exploratory_zones,
    figures_of,
)
from skinlax_desktop.workflows.evaluation_file import RowsSoFar, evaluation_document, read_rows, write_rows
from skinlax_desktop.workflows.evaluation_people import LADDER, PeopleStudio, mirrored_view
from skinlax_desktop.workflows.evaluation_photographs import (
    Subject,
    found_views,
    london_rows,
    portrait_rows,
    rows_of_views,
)
from skinlax_desktop.workflows.evaluation_repeatability import repeatability_of
from skinlax_desktop.workflows.report_blocks import Notice, Table

ZONES_SEEN = ("jowl_L", "jowl_R", "malar_L", "malar_R", "neck")


class Symmetric:
    """Grades each side by how far the landmarks of that side lie from the midline: knows left from right."""

    model = MODEL

    def estimate(self, views: Sequence[LaxityView]) -> LaxityEstimate:
        points = views[0].face.points_px
        middle = points[[1, 4, 152], 0].mean()
        right, left = abs(points[[172, 136], 0] - middle).mean(), abs(points[[397, 365], 0] - middle).mean()
        span = right + left
        zones = {}
        for zone in ("jowl_R", "jowl_L"):
            value = 4.0 * float((right if zone.endswith("R") else left) / span)
            zones[zone] = LaxityGrade(value=value, low=max(value - 1.0, 0.0), high=value + 1.0)
        overall = overall_laxity(zones)
        assert overall is not None
        return LaxityEstimate(
            zones=zones,
            overall=overall,
            youthfulness_index=youthfulness_index(overall),
            out_of_distribution=0.0,
            model=MODEL,
        )


@pytest.fixture(scope="module")
def person() -> list[EvaluationRow]:
    # An odd index has no tone ladder, which would seat the person four times more.
    studio = PeopleStudio(seed=3, resources=phantom.RESOURCES, estimator=Symmetric(), finder=phantom.finder())
    return studio.rows_of(1)


def test_a_person_is_photographed_in_every_condition_with_the_truth(person: list[EvaluationRow]) -> None:
    whole = {row.condition: row for row in person if row.zone == WHOLE_FACE}
    wanted = {FIVE_VIEWS, f"{FIVE_VIEWS}_repeat", FRONTAL, f"{FRONTAL}_repeat", MIRRORED}
    assert set(whole) == wanted | {f"ladder_{step}" for step in LADDER}
    one = whole[FIVE_VIEWS]
    assert one.truth is not None
    sides = [row.truth or 0.0 for row in person if row.condition == FIVE_VIEWS and row.zone.startswith("jowl")]
    assert one.truth == pytest.approx(float(np.mean(sides)))
    assert one.lightness is not None
    assert 5.0 < one.lightness < 95.0
    assert {"weight", "sex"} <= set(one.traits)
    jowl = {row.condition: row.value for row in person if row.zone == "jowl_L"}
    assert jowl[f"{FIVE_VIEWS}_repeat"] != jowl[FIVE_VIEWS], "a repeat is another photograph"


def test_who_is_there_for_the_groups_is_graded_as_in_the_whole(person: list[EvaluationRow]) -> None:
    studio = PeopleStudio(seed=3, resources=phantom.RESOURCES, estimator=Symmetric(), finder=phantom.finder())
    assert studio.series_rows_of(1) == [row for row in person if row.condition == FIVE_VIEWS]


def test_a_mirror_swaps_sides_exactly_for_a_model_that_treats_them_alike(person: list[EvaluationRow]) -> None:
    (figure,) = [figure for figure in figures_of(person) if figure.name == "mirror"]
    assert figure.estimate.value == pytest.approx(0.0, abs=1e-6)
    assert figure.met


def test_mirroring_twice_is_where_it_began() -> None:
    (view,) = found_views([(View.OBLIQUE_LEFT, phantom.view_picture(View.FRONTAL))], phantom.finder())
    once = mirrored_view(view)
    back = mirrored_view(once)
    assert (once.view, back.view) == (View.OBLIQUE_RIGHT, View.OBLIQUE_LEFT)
    np.testing.assert_allclose(back.face.points_px, view.face.points_px, atol=1e-9)
    np.testing.assert_array_equal(back.picture_bgr, view.picture_bgr)
    assert once.face.blendshapes["eyeBlinkLeft"] == view.face.blendshapes["eyeBlinkRight"]
    # The subject's right eye (33) lies where the left one lay, seen in the mirror.
    assert once.face.points_px[33, 0] == pytest.approx(view.picture_bgr.shape[1] - 1 - view.face.points_px[263, 0])


def test_a_refusal_is_a_row_with_its_reason() -> None:
    views = found_views([(View.FRONTAL, phantom.view_picture(View.FRONTAL))], phantom.finder())
    subject = Subject(person="a", source="portraits", age=50.0)
    (row,) = rows_of_views(subject, FRONTAL, views, StandInEstimator(refusal="laxity_not_a_person"))
    assert (row.value, row.refused) == (None, "laxity_not_a_person")
    (row,) = rows_of_views(subject, FRONTAL, [], StandInEstimator())
    assert row.refused == "laxity_no_usable_view"


def test_folders_of_photographs_are_read_by_their_tables(tmp_path: Path) -> None:
    picture = phantom.view_picture(View.FRONTAL)[::2, ::2]
    for name in ("portraits/a.jpg", "london/001_neutral.jpg", "london/001_smiling.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        cv2.imwrite(str(tmp_path / name), picture)
    (tmp_path / "portraits" / "ages.csv").write_text("file,age_years\na.jpg,61.5\n")
    (tmp_path / "london" / "subjects.csv").write_text("subject,age_years,sex\n001,NA,female\n")
    ((portrait, *_),) = portrait_rows(tmp_path, StandInEstimator(), phantom.finder())
    assert (portrait.age, portrait.sex, portrait.zone) == (61.5, None, WHOLE_FACE)
    assert sum(name.startswith("random_") for name in portrait.traits) == 40
    neutral, smiling = london_rows(tmp_path, StandInEstimator(), phantom.finder())
    assert (neutral[0].age, neutral[0].sex, neutral[0].condition) == (None, "F", "neutral")
    assert smiling[0].condition == "smiling"
    (tmp_path / "portraits" / "ages.csv").write_text("name\na.jpg\n")
    with pytest.raises(SkinlaxError, match="evaluation_table_unreadable"):
        list(portrait_rows(tmp_path, StandInEstimator(), phantom.finder()))


def made_up(noise: float, *, zones_apart: bool = True, seed: int = 5) -> list[EvaluationRow]:
    """Rows of 90 synthetic people and 60 portraits, as a model of that noise would give."""
    random = np.random.default_rng(seed)
    rows = []
    for person in range(90):
        age = random.uniform(20, 85)
        about = {"age": age, "sex": "FM"[person % 2], "monk": person % 10 + 1, "lightness": 70.0 - 4.0 * (person % 10)}
        truth = {zone: float(np.clip(age / 25.0 + random.normal(0, 0.8), 0, 4)) for zone in ZONES_SEEN}
        truth[WHOLE_FACE] = float(np.mean(list(truth.values())))
        level = random.normal(0, noise)
        for condition in (FIVE_VIEWS, f"{FIVE_VIEWS}_repeat", FRONTAL, MIRRORED, "ladder_jpeg_30"):
            for zone, true in truth.items():
                own = true if zones_apart else truth[WHOLE_FACE]
                source_zone = mirrored_zone(zone) if condition == MIRRORED and zone else zone
                value = own + level + random.normal(0, noise / 2)
                rows.append(
                    EvaluationRow(
                        person=str(person),
                        source="synthetic",
                        condition=condition,
                        zone=source_zone,
                        truth=true,
                        value=value,
                        low=value - 2.3 * noise,
                        high=value + 2.3 * noise,
                        traits={"weight": float(random.normal())},
                        **about,
                    )
                )
    for person in range(60):
        age = random.uniform(30, 80)
        traits = {f"random_{number}": float(random.normal()) for number in range(10)}
        for zone in (WHOLE_FACE, *ZONES_SEEN):
            value = age / 25.0 + random.normal(0, 0.4)
            rows.append(
                EvaluationRow(
                    person=f"p{person}",
                    source="portraits",
                    condition=FRONTAL,
                    zone=zone,
                    age=age,
                    lightness=float(random.normal(60, 8)),
                    value=value,
                    low=value - 1,
                    high=value + 1,
                    traits=traits if zone == WHOLE_FACE else {},
                )
            )
    return rows


def named(figures: Sequence[Figure], name: str, detail: str | None = None) -> Figure:
    return next(figure for figure in figures if figure.name == name and detail in (None, figure.detail))


def test_a_good_model_meets_its_aims_and_a_bad_one_does_not() -> None:
    good, bad = figures_of(made_up(0.1)), figures_of(made_up(1.2))
    for name in (f"r2_{FIVE_VIEWS}_median", "r2_overall", "zone_specific_r_median", f"within_person_sd_{FIVE_VIEWS}"):
        assert named(good, name).met is True, name
    for name in (f"r2_{FIVE_VIEWS}_median", "r2_overall", f"within_person_sd_{FIVE_VIEWS}"):
        assert named(bad, name).met is False, name
    axis_only = figures_of(made_up(0.1, zones_apart=False))
    assert named(axis_only, "zone_specific_r_median").met is False
    assert set(exploratory_zones(made_up(0.1, zones_apart=False))) == set(ZONES_SEEN)
    assert exploratory_zones(made_up(0.1)) == ()


def test_controls_stand_beside_the_age_figure() -> None:
    figure = named(figures_of(made_up(0.2)), "age_portraits_pooled")
    controls = dict(figure.controls)
    assert set(controls) == {"tone", "random"}
    assert figure.estimate.value is not None
    assert controls["random"].high is not None
    assert figure.estimate.value > controls["random"].high


def test_a_smile_may_move_the_grade_where_it_is_told() -> None:
    """30 people whose smile moves the grade by one; those whose smile was not flagged are moved by nothing."""
    rows = []
    for person in range(30):
        told = person % 5 != 0
        for state, moved in (("neutral", 0.0), ("smiling", 1.0 if told else 0.0)):
            rows += [
                EvaluationRow(
                    person=str(person),
                    source="london",
                    condition=state,
                    zone=zone,
                    value=1.0 + 0.1 * person + moved,
                    reasons=("smiling",) if told and moved else (),
                )
                for zone in (WHOLE_FACE, *ZONES_SEEN)
            ]
    figures = figures_of(rows)
    whole, missed = named(figures, "smile_overall"), named(figures, "missed_smile_overall")
    assert whole.estimate.value == pytest.approx(0.8 / (0.1 * np.std(np.arange(30), ddof=1)))
    assert (missed.estimate.value, missed.estimate.n) == (0.0, 6)
    assert (whole.met, named(figures, "smile_worst").met) == (None, None)
    assert missed.met is True
    unflagged = figures_of([replace(row, reasons=()) for row in rows])
    assert named(unflagged, "missed_smile_overall").estimate.value == whole.estimate.value
    assert named(unflagged, "missed_smile_worst").met is False


def test_absent_sources_leave_unknown_figures_and_no_crash() -> None:
    figures = figures_of([])
    assert named(figures, "smile_overall").estimate.value is None
    assert all(figure.met is None for figure in figures)


def test_every_figure_has_its_words() -> None:
    figures = figures_of(made_up(0.2))
    assert all(figure_label(figure.name, figure.detail) for figure in (*figures, *figures_of([])))
    assert all(control_label(name) for figure in figures for name, _ in figure.controls)
    assert (aim_label(0.6, None), aim_label(None, 0.2), aim_label(-0.1, 0.1)) == (">= 0.6", "<= 0.2", "-0.1..0.1")


def test_rows_and_figures_are_written_and_read(tmp_path: Path) -> None:
    rows, header = made_up(0.2)[:40], {"sha256": "ab", "seed": 3}
    write_rows(rows, header, tmp_path / "rows.jsonl")
    assert read_rows(tmp_path / "rows.jsonl", header) == rows
    with pytest.raises(SkinlaxError, match="evaluation_rows_differ"):
        read_rows(tmp_path / "rows.jsonl", {**header, "seed": 4})
    rows = made_up(0.2)
    document = evaluation_document(MODEL, header, figures_of(rows), groups_of(rows), repeatability_of(rows))
    assert json.loads(json.dumps(document, allow_nan=False))["seed"] == 3
    assert {"tone_group", "monk", "age", "sex"} == set(document["groups"])


def test_a_stopped_evaluation_goes_on_after_the_people_it_had(tmp_path: Path) -> None:
    rows, header, path = made_up(0.2), {"sha256": "ab", "seed": 3}, tmp_path / "rows.jsonl"
    with closing(RowsSoFar(path, header)) as so_far:
        so_far.add(4, rows[:7])
        so_far.add(0, rows[7:9])
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"person": 5, "rows": [{"sou')
    with closing(RowsSoFar(path, header)) as again:
        assert again.people == {4: rows[:7], 0: rows[7:9]}
        again.add(5, rows[9:11])
    with closing(RowsSoFar(path, header)) as third:
        assert list(third.people) == [4, 0, 5]
    with pytest.raises(SkinlaxError, match="evaluation_rows_differ"):
        RowsSoFar(path, {**header, "seed": 4})
    file.write_bytes(whole[:5])
    anew = RowsSoFar(path, header)
    assert anew.people == {}
    anew.remove()
    assert list(tmp_path.iterdir()) == []


def test_the_audit_says_what_it_is_and_what_is_not_established() -> None:
    rows = made_up(0.2)
    content = compose_audit(MODEL, "90 people", rows, (), "2026-01-01")
    notices = [block.text for block in content.blocks if isinstance(block, Notice)]
    assert any("Engineering check, not clinical evidence." in text for text in notices)
    tables = [block for block in content.blocks if isinstance(block, Table)]
    tones, pairs, every_tone = tables[:3]
    assert [row.cells[0] for row in tones.rows] == ["1-3", "4-6", "7-10"]
    assert all("not established" not in cell for row in tones.rows if int(row.cells[1]) >= 30 for cell in row.cells)
    assert len(pairs.rows) == 3
    assert all("not established" in row.cells[2] for row in every_tone.rows), "nine people a tone are few"
    assert set(ZONES_SEEN) <= set(ZONES)
