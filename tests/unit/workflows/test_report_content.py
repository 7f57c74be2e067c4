"""What the report says, and what it refuses to say."""

import dataclasses
import re

import cv2
import numpy as np
import pytest

from laxity_stand_in import ZONES, grade
from report_sample import HEIGHT_PX, WIDTH_PX, images, landmarks, make_analysis, make_patient, make_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import AnnotationId, UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.laxity import youthfulness_index
from skinlax_desktop.domain.measurement import LaxityResult
from skinlax_desktop.domain.surface_mark import ReportPicture
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.imaging.colour_scale import hex_at
from skinlax_desktop.imaging.encoding import encode_png
from skinlax_desktop.text import report as words
from skinlax_desktop.workflows.report_blocks import (
    Audience,
    Block,
    Messages,
    MissingPhotograph,
    Notice,
    Photograph,
    Photographs,
    ReportContent,
    ShapeKind,
    SideBySide,
    Table,
    Text,
)
from skinlax_desktop.workflows.report_content import compose_report
from skinlax_desktop.workflows.report_pictures import ZONE_COLOURS, colour_zones, frame_of, zone_outlines


def flat(blocks: tuple[Block, ...]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        found += flat((*block.left, *block.right)) if isinstance(block, SideBySide) else [block]
    return found


def compose(visit: Visit, *views: View, for_whom: str = "clinician") -> ReportContent:
    at_hand = images(*(views or tuple(capture.view for capture in visit.captures)))
    return compose_report(make_patient(), visit, at_hand if visit.captures else {}, for_whom=for_whom)


def messages_of(content: ReportContent) -> Messages:
    (found,) = (block for block in flat(content.blocks) if isinstance(block, Messages))
    return found


def cells(content: ReportContent) -> list[str]:
    return [
        cell for block in flat(content.blocks) if isinstance(block, Table) for row in block.rows for cell in row.cells
    ]


def all_texts(content: ReportContent) -> list[str]:
    return [block.text for block in flat(content.blocks) if isinstance(block, Text)] + cells(content)


@pytest.mark.parametrize(
    "visit",
    [
        make_visit(analysis=make_analysis()),
        make_visit(analysis=make_analysis(off_protocol=True)),
        make_visit(),
        make_visit(views=()),
        make_visit(views=(View.FRONTAL,), analysis=make_analysis(refused=True)),
    ],
)
def test_the_patient_gets_three_messages_at_most(visit: Visit) -> None:
    assert 1 <= len(messages_of(compose(visit)).items) <= 3


def test_the_patients_report_is_the_head_of_the_clinicians() -> None:
    visit = make_visit(analysis=make_analysis())
    patient, clinician = compose(visit, for_whom="patient"), compose(visit)
    assert clinician.blocks[: len(patient.blocks)] == patient.blocks
    assert len(clinician.blocks) > len(patient.blocks)


def test_sides_differ_only_beyond_what_can_be_told_from_noise() -> None:
    analysis = make_analysis()
    assert "jowl descent, by 3.6 mm" in messages_of(compose(make_visit(analysis=analysis))).items[1].text
    wide = tuple(
        dataclasses.replace(
            zone, metrics=tuple(dataclasses.replace(m, mdc95=9.0) if m.mdc95 else m for m in zone.metrics)
        )
        for zone in analysis.zones
    )
    blurred = dataclasses.replace(analysis, zones=wide)
    assert messages_of(compose(make_visit(analysis=blurred))).items[1].title == words.SIDES_ALIKE_TITLE


def test_one_pair_of_sides_alone_makes_no_message() -> None:
    analysis = make_analysis()
    alone = tuple(zone for zone in analysis.zones if not zone.zone.startswith("marionette"))
    titles = [
        item.title
        for item in messages_of(compose(make_visit(analysis=dataclasses.replace(analysis, zones=alone)))).items
    ]
    assert titles == [words.COMPLETE_TITLE, words.LINES_TITLE]


def test_only_a_sound_visit_is_a_starting_point() -> None:
    def progress(visit: Visit) -> list[str]:
        return [block.text for block in flat(compose(visit).blocks) if isinstance(block, Text)]

    assert words.PROGRESS_FIRST in progress(make_visit(analysis=make_analysis()))
    for visit in (make_visit(), make_visit(analysis=make_analysis(off_protocol=True))):
        assert words.PROGRESS_NONE in progress(visit)


def test_missing_views_leave_a_place_and_are_named() -> None:
    content = compose(make_visit(views=(View.FRONTAL, View.OBLIQUE_LEFT)))
    places = [
        picture
        for block in flat(content.blocks)
        if isinstance(block, Photographs)
        for picture in block.pictures
        if isinstance(picture, MissingPhotograph)
    ]
    assert [place.caption for place in places] == ["Right oblique", "Left profile", "Right profile"]
    assert messages_of(content).items[0].title == "2 of 5 views are taken"


def test_off_protocol_is_said_to_both_readers() -> None:
    content = compose(make_visit(analysis=make_analysis(off_protocol=True)))
    assert messages_of(content).items[0].title == words.OFF_PROTOCOL_TITLE
    notices = [block.text for block in content.blocks if isinstance(block, Notice) and block.warning]
    assert notices == [words.OFF_PROTOCOL_CLINICIAN]


def test_every_number_of_the_analysis_stands_in_the_annex() -> None:
    analysis = make_analysis()
    printed = "\n".join(cells(compose(make_visit(analysis=analysis))))
    for zone in analysis.zones:
        for metric in zone.metrics:
            if metric.value is not None:
                assert re.search(rf"\b{metric.value:.1f}\b", printed), (zone.zone, metric.name)
    assert "3.1 mm  (2.4 to 3.8)" in printed
    assert "6.7 mm  (6.0 to 7.4)" in printed
    assert "not measured: no known length in the pictures" in printed


def test_what_no_probe_measured_is_said() -> None:
    printed = cells(compose(make_visit()))
    assert "46.5 AU" in printed
    assert printed.count(words.NOT_MEASURED) == 3


def test_capture_conditions_are_those_of_the_visit() -> None:
    printed = cells(compose(make_visit(analysis=make_analysis())))
    assert "7.3 ms, 1.5 dB" in printed
    assert "55 %, 5200 K" in printed
    assert "801 mm" in printed
    assert "45.0° / 0.0° / 0.0°" in printed


def graded_visit() -> Visit:
    analysis = make_analysis()
    overall = grade(1.7).doubted("smiling")
    whole = LaxityResult(overall=overall, youthfulness_index=youthfulness_index(overall), reason=None)
    zones = tuple(
        dataclasses.replace(zone, laxity=ZONES.get(zone.zone), laxity_reason="zone_not_covered")
        for zone in analysis.zones
    )
    return make_visit(analysis=dataclasses.replace(analysis, laxity=whole, zones=zones))


def test_a_model_grade_stands_in_the_annex_with_its_marks_and_its_notice() -> None:
    content = compose(graded_visit())
    assert words.SYNTHETIC_NOTICE in [block.text for block in content.blocks if isinstance(block, Notice)]
    printed = " ".join(cells(content))
    assert "2.1 of 4  (1.7 to 2.5)" in printed
    assert "2.4 of 4  (2.0 to 2.8) §" in printed, "an exploratory zone is marked"
    assert "1.7 of 4  (1.3 to 2.1) †" in printed, "doubt in the whole is marked"
    assert "of 100" in printed
    texts = all_texts(content)
    assert any(words.EXPLORATORY in text for text in texts)
    assert any(words.GRADE_LIMIT in text for text in texts)
    assert not any(words.NO_GRADE_LIMIT in text for text in texts)


def test_the_patient_reads_plain_words_and_no_grade() -> None:
    content = compose(graded_visit(), for_whom="patient")
    said = " ".join(all_texts(content))
    assert words.LAXITY_GRADED in said
    assert "trained on synthetic heads" in said
    assert "of 4" not in said
    assert words.NEVER_A_GRADE not in said
    without = " ".join(all_texts(compose(make_visit(), for_whom="patient")))
    assert words.NEVER_A_GRADE in without


@pytest.mark.parametrize("count", [0, 1, 40])
def test_every_mark_is_numbered_on_its_picture_and_listed(count: int) -> None:
    content = compose(make_visit(annotations=count))
    numbers = [
        shape.text
        for block in content.blocks
        if isinstance(block, Photographs)
        for picture in block.pictures
        if isinstance(picture, Photograph)
        for shape in picture.shapes
        if shape.kind is ShapeKind.NUMBER
    ]
    assert sorted(numbers, key=int) == [str(number + 1) for number in range(count)]
    assert sum("Remark number" in cell for cell in cells(content)) == count


def test_zone_polygons_lie_where_the_landmarks_are() -> None:
    content = compose(make_visit(analysis=make_analysis()), *STANDARD_SERIES)
    points, _ = landmarks()
    chin = points[152]
    maps = [
        picture
        for block in flat(content.blocks)
        if isinstance(block, Photographs)
        for picture in block.pictures
        if isinstance(picture, Photograph) and any(shape.kind is ShapeKind.FILL for shape in picture.shapes)
    ]
    assert len(maps) >= 2
    wanted = ((chin[0] + 0.5) / WIDTH_PX, (chin[1] + 0.5) / HEIGHT_PX)
    corners = [point for shape in maps[0].shapes for point in shape.points]
    assert any(point == pytest.approx(wanted) for point in corners)
    left, top, right, bottom = maps[0].crop
    assert all(left <= x <= right and top <= y <= bottom for x, y in corners)


def test_an_oblique_view_shows_no_zone_of_the_hidden_side() -> None:
    frame = frame_of(make_analysis(), View.OBLIQUE_LEFT)
    assert frame is not None
    outlines = zone_outlines(frame, View.OBLIQUE_LEFT)
    assert "jowl_L" in outlines or "malar_L" in outlines
    assert not any(zone.endswith("_R") for zone in outlines)
    assert "neck" not in outlines


def test_the_colour_scale_brightens_evenly() -> None:
    lightness = []
    for step in range(41):
        colour = hex_at(step / 40)
        pixel = np.array([[[int(colour[at : at + 2], 16) for at in (5, 3, 1)]]], dtype=np.uint8)
        lightness.append(float(cv2.cvtColor(pixel, cv2.COLOR_BGR2LAB)[0, 0, 0]))
    steps = np.diff(lightness)
    assert np.all(steps > 0)
    assert steps.max() < 2.5 * steps.mean()
    assert colour_zones({"a": 1.0, "b": 2.0}) == {"a": ZONE_COLOURS[0], "b": ZONE_COLOURS[-1]}
    assert colour_zones({"a": 1.0}) == {"a": ZONE_COLOURS[4]}


def test_a_damaged_picture_is_refused_by_its_view() -> None:
    with pytest.raises(SkinlaxError, match="report_picture_unreadable") as caught:
        compose_report(make_patient(), make_visit(), {View.FRONTAL: b"no picture"})
    assert caught.value.parameters == {"view": "frontal"}


def test_the_same_visit_gives_the_same_content() -> None:
    visit = make_visit(analysis=make_analysis())
    assert compose(visit) == compose(visit)


def test_what_the_patient_reads_is_short() -> None:
    content = compose(make_visit(analysis=make_analysis()), for_whom="patient")
    for message in messages_of(content).items:
        for sentence in re.split(r"[.;:]", message.text):
            assert len(sentence.split()) <= 14, sentence


def test_pictures_of_the_scene_reach_every_reader_with_their_words() -> None:
    png = encode_png(np.full((300, 400, 3), 90, np.uint8))
    shown = ReportPicture(
        id=AnnotationId("p"),
        image=ImageRef(sha256="a" * 64, width=400, height=300, media_type="image/png"),
        caption="3D, Front · Change since the earlier visit",
        author=UserName("dr.invented"),
        taken_at="2026-11-23T20:15:00+00:00",
    )
    lost = dataclasses.replace(shown, id=AnnotationId("q"), image=dataclasses.replace(shown.image, sha256="b" * 64))
    visit = dataclasses.replace(make_visit(), report_pictures=(shown, lost))
    for reader in Audience:
        content = compose_report(make_patient(), visit, images(), scene_pictures={"a" * 64: png}, for_whom=reader)
        captions = [
            picture.caption
            for block in content.blocks
            if isinstance(block, Photographs)
            for picture in block.pictures
            if "3D" in picture.caption
        ]
        assert captions == ["1. 3D, Front · Change since the earlier visit"]
    without = compose_report(make_patient(), make_visit(), images(), for_whom=Audience.PATIENT)
    assert not any(isinstance(block, Text) and "face in 3D" in block.text for block in without.blocks)
