"""A subject for tests of the sweep: sightings of a head that turns as told, with what can go wrong planted."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from skinlax_desktop.domain.sweep import YawSource
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.sweep_plan import SweepPlan
from skinlax_desktop.workflows.sweep_sighting import FaceAtRest, SweepSighting
from skinlax_desktop.workflows.sweep_turn import YawReading

FRONT = FaceAtRest(eye_ratio=0.3, strength=0.2, movement="smile", lower_face={"mouthPressLeft": 0.1, "jawOpen": 0.02})
EVERY_S = 0.1


def frame_at(at_s: float, sequence: int = 0) -> Frame:
    return Frame(
        pixels=np.zeros((4, 6), np.uint8),
        layout=PixelLayout.BAYER_RG8,
        sequence=sequence,
        captured_at_s=at_s,
        exposure_us=6000.0,
        gain_db=0.0,
        quarter_turns=1,
    )


@dataclass
class Subject:
    """Where the head is, and what the station sees of it. `blind` yaws (from, to) are those that cannot be read."""

    yaw_at: Callable[[float], float]
    blind: tuple[float, float] | None = None
    smiles: tuple[float, float] | None = None
    blinks: tuple[float, float] | None = None
    swallows_at_s: float | None = None
    away: tuple[float, float] | None = None
    second_face: tuple[float, float] | None = None
    smeared: tuple[float, float] | None = None
    noise_deg: float = 1.0
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(5))

    def sighting(self, at_s: float, sequence: int = 0) -> SweepSighting:
        yaw = self.yaw_at(at_s)
        gone = self.away is not None and self.away[0] <= at_s < self.away[1]
        unread = gone or within(self.blind, yaw)
        source = YawSource.LANDMARKS if abs(yaw) < 62.0 else YawSource.PROFILE
        read = None if unread else yaw + float(self.random.normal(0.0, self.noise_deg))
        face = self._face(at_s, yaw) if abs(yaw) <= 52.0 and not unread else None
        return SweepSighting(
            at_s=at_s,
            sequence=sequence,
            reading=YawReading(at_s=at_s, yaw_deg=read, sigma_deg=1.5, source=source if read is not None else INFERRED),
            person=not gone,
            faces=2 if within(self.second_face, yaw) else 1,
            face=face,
            blur_px=3.0 if within(self.smeared, yaw) else 0.9,
        )

    def _face(self, at_s: float, yaw: float) -> FaceAtRest:
        smiling = within(self.smiles, yaw)
        swallowing = self.swallows_at_s is not None and 0.0 <= at_s - self.swallows_at_s < 0.25
        return FaceAtRest(
            eye_ratio=0.1 if within(self.blinks, yaw) else 0.3 - 0.0005 * abs(yaw),
            strength=1.4 if smiling else 0.25,
            movement="smile",
            lower_face={"mouthPressLeft": 0.7 if swallowing else 0.1 + 0.002 * abs(yaw), "jawOpen": 0.02},
        )

    def sightings(self, from_s: float, to_s: float, every_s: float = EVERY_S) -> Iterator[tuple[SweepSighting, Frame]]:
        for number in range(math.ceil((to_s - from_s) / every_s)):
            at_s = from_s + number * every_s
            yield self.sighting(at_s, number), frame_at(at_s, number)


INFERRED = YawSource.INFERRED


def within(span: tuple[float, float] | None, yaw: float) -> bool:
    return span is not None and min(span) <= yaw <= max(span)


def steady(plan: SweepPlan, *, began_s: float = 0.0, pace: float = 1.0) -> Callable[[float], float]:
    """Along with the metronome, or `pace` times as fast."""

    def yaw_at(at_s: float) -> float:
        return max(plan.from_deg - pace * plan.rate_deg_s * max(at_s - began_s, 0.0), plan.to_deg)

    return yaw_at
