"""The calibration screen on simulated targets: guided to the end, kept, and a refusal said."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from calibration_pictures import camera
from screens.conftest import grey_head
from screens.stand_ins import StandInWiring
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.devices.simulated.targets import SimulatedTargets
from skinlax_desktop.text.screens import calibration as words
from skinlax_desktop.ui.screens.calibration import CalibrationScreen
from skinlax_desktop.ui.shell import Step
from skinlax_desktop.workflows.calibration_session import CalibrationStage, CalibrationTask

MINUTE_MS = 90_000


def screen_of(program: Workstation) -> CalibrationScreen:
    screen = program.window.screens[Step.CALIBRATION]
    assert isinstance(screen, CalibrationScreen)
    return screen


def test_the_station_is_calibrated_from_the_first_board_to_the_daily_check(
    make_workstation: Callable[[StandInWiring], Workstation], qtbot: QtBot
) -> None:
    wiring = StandInWiring([grey_head(170)])
    wiring.targets = SimulatedTargets(camera())
    program = make_workstation(wiring)
    program.first_run.create("anna", "violet kolibri 42", "violet kolibri 42")
    qtbot.waitUntil(lambda: program.review is not None, timeout=20_000)
    assert program.calibration is not None
    assert program.station is not None
    program.go(Step.CALIBRATION)
    screen, session = screen_of(program), program.calibration.session
    keeper = program.station.calibrations

    def done() -> bool:
        return session.state.stage is CalibrationStage.DONE

    # Steady boards take themselves.
    qtbot.waitUntil(lambda: done() or session.state.error is not None, timeout=MINUTE_MS)
    assert session.state.error is None
    assert screen.sentence.text() == words.DONE["lens"]
    assert screen.window().focusWidget() is screen.take_button, "Return would begin again, without the boards"
    lens = keeper.current.lens
    assert lens is not None
    truth = camera()
    assert abs((lens.camera.focal_x_px + lens.camera.focal_y_px) / (truth.focal_x_px + truth.focal_y_px) - 1) < 0.002
    assert keeper.lens == lens.camera

    for task in (CalibrationTask.FLAT_FIELD, CalibrationTask.COLOUR, CalibrationTask.DAILY):
        screen.take_button.click()
        assert session.state.task is task
        for _picture in range(5 if task is CalibrationTask.COLOUR else 1):
            taken = session.state.charts
            screen.take_button.click()
            qtbot.waitUntil(
                lambda taken=taken: (
                    done()
                    or session.state.error is not None
                    or (session.state.stage is CalibrationStage.GUIDING and session.state.charts > taken)
                ),
                timeout=MINUTE_MS,
            )
            assert session.state.error is None
        qtbot.waitUntil(done, timeout=MINUTE_MS)
        assert screen.sentence.text() == words.DONE[str(task)]

    known = keeper.current
    assert known.flat_field is not None
    assert known.colour is not None
    assert known.colour.delta_e_mean < 1.5
    assert len(known.colour.places) == 5
    assert known.colour.flat_field_id == known.flat_field.id
    assert known.daily[-1].passed
    assert keeper.for_visit() is not None
    assert keeper.stamp().colour_id == known.colour.id
    wiring.targets.close()


def test_a_refusal_says_why_and_what_to_do_and_boards_stay(at_capture: Workstation) -> None:
    from calibration_pictures import boards

    assert at_capture.calibration is not None
    at_capture.go(Step.CALIBRATION)
    screen, session = screen_of(at_capture), at_capture.calibration.session
    middle = [view for view in boards() if abs(view.top_near_deg) < 10 and abs(view.left_near_deg) < 10]
    session._boards = [*middle, *middle, *boards()[1:3]] * 3
    session._change(boards=session._still_wanted())
    session._calculate()
    at_capture.wait_until_quiet(60_000)
    assert session.state.stage is CalibrationStage.GUIDING
    assert screen.refusal.text()
    assert not screen.refusal.isHidden()
    assert at_capture.station is not None
    assert at_capture.station.calibrations.current.lens is None
    screen.again_button.click()
    assert session.state.boards.boards == 0
    assert screen.refusal.isHidden()


def test_the_station_is_reached_with_and_without_a_visit(workstation: Workstation, qtbot: QtBot) -> None:
    workstation.first_run.create("anna", "violet kolibri 42", "violet kolibri 42")
    qtbot.waitUntil(lambda: workstation.review is not None, timeout=20_000)
    assert workstation.visits.visit is None
    workstation.window.rail.step_requested.emit(Step.CALIBRATION)
    assert isinstance(workstation.window.screen_shown, CalibrationScreen)
    workstation.go(Step.PATIENTS)
    assert not isinstance(workstation.window.screen_shown, CalibrationScreen)


def test_what_does_not_show_a_target_is_never_taken(at_capture: Workstation, qtbot: QtBot) -> None:
    assert at_capture.calibration is not None
    at_capture.go(Step.CALIBRATION)
    screen, session = screen_of(at_capture), at_capture.calibration.session
    qtbot.waitUntil(lambda: session.state.look is not None, timeout=20_000)
    screen.take_button.click()
    qtbot.waitUntil(lambda: session.state.error is not None, timeout=20_000)
    assert session.state.error is not None
    assert session.state.error.code == "board_not_found"
    assert session.state.boards.boards == 0
