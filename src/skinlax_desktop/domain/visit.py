"""The visit: one immutable record, replaced whole at every change."""

from dataclasses import dataclass, replace

from skinlax_desktop.domain.annotation import Annotation, Judgement, ProbeReading
from skinlax_desktop.domain.baseline import BaselineMatch
from skinlax_desktop.domain.calibration import CameraCalibration, Scale
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import AnnotationId, CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightMode, LightSettings
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.simulation import SimulationRecord, SimulationSeen
from skinlax_desktop.domain.station_calibration import CalibrationStamp, StationCalibration
from skinlax_desktop.domain.surface_mark import ReportPicture, SurfaceMark
from skinlax_desktop.domain.surfaces_compared import SurfacesCompared
from skinlax_desktop.domain.sweep import HeadHeld, SweepPlace
from skinlax_desktop.domain.treatment import GivenTreatment, RiskFactorAnswer
from skinlax_desktop.domain.views import Pose, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One accepted picture of a view. `kept_despite_gate` names why a person kept a picture the gate refused.

    `image` is the upright developed picture, `original` the camera's own mosaic (DNG) where it gives one. `device`
    is what was in the camera when it was taken: driver, firmware and settings as text, in order.
    `calibration` names what the station's calibration was at that moment; the visit's `station` has it whole.
    `repeat` counts re-posed pictures of the view; of two with the same number the later one replaces the earlier.
    `aside_deg`: a second picture of the view, turned so far from the first one. `sweep`: the place of a picture of a
    sweep. Both serve the shape alone and are never measured as their view.
    """

    id: CaptureId
    view: View
    image: ImageRef
    captured_at: str
    verdict: FrameVerdict
    repeat: int = 1
    camera: CameraSettings | None = None
    light: LightSettings | None = None
    pose: Pose | None = None
    kept_despite_gate: str = ""
    calibration: CalibrationStamp | None = None
    posture: Posture | None = None
    match: BaselineMatch | None = None
    original: ImageRef | None = None
    device: tuple[tuple[str, str], ...] = ()
    aside_deg: float | None = None
    sweep: SweepPlace | None = None

    @property
    def serves_shape(self) -> bool:
        """Whether it was taken for the reconstruction only."""
        return self.view is View.SWEEP or self.aside_deg is not None

    @property
    def mode(self) -> LightMode:
        """In which light it was taken."""
        return LightMode.PLAIN if self.light is None else self.light.mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Everything of one consultation. Pictures are references; the vault holds their bytes once.

    `repeats_per_view`: how often each view is re-posed and taken. `treatments`: those known since this visit.
    `chin_down_surface` is the same face, measured while the head was bent forward. `surfaces_compared`: pairs of
    surfaces of which this visit's is one.
    """

    id: VisitId
    patient_id: PatientId
    started_at: str
    operator: UserName
    posture: str = "upright"
    captures: tuple[Capture, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    probe_readings: tuple[ProbeReading, ...] = ()
    calibration: CameraCalibration | None = None
    scale: Scale | None = None
    station: StationCalibration | None = None
    analysis: Analysis | None = None
    next_step: str = ""
    repeats_per_view: int = 1
    surface_marks: tuple[SurfaceMark, ...] = ()
    report_pictures: tuple[ReportPicture, ...] = ()
    face_surface: FaceSurface | None = None
    chin_down_surface: FaceSurface | None = None
    treatments: tuple[GivenTreatment, ...] = ()
    risk_factors: tuple[RiskFactorAnswer, ...] = ()
    simulations: tuple[SimulationRecord, ...] = ()
    simulations_seen: tuple[SimulationSeen, ...] = ()
    surfaces_compared: tuple[SurfacesCompared, ...] = ()

    @property
    def has_face(self) -> bool:
        """Whether there is a face to show in 3D: from measured photographs, or a surface."""
        return self.analysis is not None or self.face_surface is not None

    def capture_of(self, view: View, mode: LightMode = LightMode.PLAIN) -> Capture | None:
        """The newest picture of a view in that light: a retake replaces, the earlier one stays in the record."""
        wanted = (view, mode, None)
        newest = reversed(self.captures)
        return next((one for one in newest if (one.view, one.mode, one.aside_deg) == wanted), None)

    @property
    def plain_captures(self) -> tuple[Capture, ...]:
        """The pictures that may be measured: those in plain light, straight in their view."""
        return tuple(one for one in self.captures if one.mode is LightMode.PLAIN and not one.serves_shape)

    @property
    def sweep(self) -> tuple[Capture, ...]:
        """The pictures of the sweep of the level head."""
        return self.swept(HeadHeld.LEVEL)

    def swept(self, held: HeadHeld) -> tuple[Capture, ...]:
        """The pictures of a sweep, the newest of each sector, from the right side to the left one."""
        places = ((one.sweep, one) for one in self.captures)
        newest = {place.sector: one for place, one in places if place is not None and place.held is held}
        return tuple(newest[sector] for sector in sorted(newest))

    def aside_of(self, view: View, repeat: int = 1) -> Capture | None:
        """The newest second picture of one repeat of a view."""
        wanted, newest = (view, repeat), reversed(self.captures)
        return next((one for one in newest if one.aside_deg is not None and (one.view, one.repeat) == wanted), None)

    def repeat_of(self, view: View, repeat: int) -> Capture | None:
        """The newest picture of one repeat of a view."""
        if self.repeats_per_view == 1:
            return self.capture_of(view) if repeat == 1 else None
        return next((one for one in reversed(self.plain_captures) if (one.view, one.repeat) == (view, repeat)), None)

    @property
    def counted(self) -> tuple[Capture, ...]:
        """The pictures that count, in the order taken: the newest of every view, or of every repeat of a view."""
        if self.repeats_per_view == 1:
            return tuple(one for one in self.captures if not one.serves_shape and self.capture_of(one.view) is one)
        plain = self.plain_captures
        newest = {(one.view, one.repeat): one for one in plain if one.repeat <= self.repeats_per_view}
        return tuple(one for one in plain if newest.get((one.view, one.repeat)) is one)

    def capture(self, capture_id: CaptureId) -> Capture | None:
        """The picture of that id."""
        return next((capture for capture in self.captures if capture.id == capture_id), None)

    def with_capture(self, capture: Capture) -> "Visit":
        """The visit with one more picture; after one that may be measured the analysis of the earlier ones is void."""
        measured = capture.mode is LightMode.PLAIN and not capture.serves_shape
        analysis = None if measured else self.analysis
        return replace(self, captures=(*self.captures, capture), analysis=analysis)

    def with_analysis(self, analysis: Analysis) -> "Visit":
        """The visit with its measurements."""
        return replace(self, analysis=analysis)

    def with_annotation(self, annotation: Annotation) -> "Visit":
        """The visit with one more mark, or with the mark of the same id replaced."""
        others = tuple(mark for mark in self.annotations if mark.id != annotation.id)
        return replace(self, annotations=(*others, annotation))

    def without_annotation(self, annotation_id: AnnotationId) -> "Visit":
        """The visit without that mark."""
        return replace(self, annotations=tuple(mark for mark in self.annotations if mark.id != annotation_id))

    def with_judgement(self, judgement: Judgement) -> "Visit":
        """The visit with the clinician's newest opinion of a zone."""
        others = tuple(opinion for opinion in self.judgements if opinion.zone != judgement.zone)
        return replace(self, judgements=(*others, judgement))

    def with_probe_reading(self, reading: ProbeReading) -> "Visit":
        """The visit with a probe's value; one value for each quantity and zone."""
        others = tuple(
            known for known in self.probe_readings if (known.quantity, known.zone) != (reading.quantity, reading.zone)
        )
        return replace(self, probe_readings=(*others, reading))

    def with_treatment(self, treatment: GivenTreatment) -> "Visit":
        """The visit with one more treatment."""
        return replace(self, treatments=(*self.treatments, treatment))

    def with_risk_factor(self, answer: RiskFactorAnswer) -> "Visit":
        """The visit with the newest answer of a risk factor."""
        others = tuple(known for known in self.risk_factors if known.factor is not answer.factor)
        return replace(self, risk_factors=(*others, answer))

    def with_simulation(self, simulation: SimulationRecord) -> "Visit":
        """The visit with one more simulation; one that is there already is never replaced."""
        if any(known.id == simulation.id for known in self.simulations):
            return self
        return replace(self, simulations=(*self.simulations, simulation))

    def with_simulation_seen(self, seen: SimulationSeen) -> "Visit":
        """The visit with one more sign-off of one of its simulations; the first one of each stands."""
        known = {record.id for record in self.simulations}
        signed = {one.simulation_id for one in self.simulations_seen}
        if seen.simulation_id not in known or seen.simulation_id in signed:
            return self
        return replace(self, simulations_seen=(*self.simulations_seen, seen))

    def with_surfaces_compared(self, compared: SurfacesCompared) -> "Visit":
        """The visit with the newest comparison of a pair of visits; one of a pair that it has no part in is refused."""
        if self.id not in (compared.earlier, compared.later):
            raise ValueError("a comparison belongs to one of its two visits")
        pair = (compared.earlier, compared.later)
        others = tuple(known for known in self.surfaces_compared if (known.earlier, known.later) != pair)
        return replace(self, surfaces_compared=(*others, compared))
