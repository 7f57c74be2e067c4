"""What lies over the live picture, on a clock and a queue that the test moves by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from screens.stand_ins import SettableGuide
from skinlax_desktop.domain.views import View
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.assessment import LiveAssessment


@dataclass
class LiveRoom:
    """`assessed` is that of the presenter under test."""

    seconds: float = 100.0
    queue: list[Callable[[], None]] = field(default_factory=list)
    guide: SettableGuide = field(default_factory=SettableGuide)

    def __post_init__(self) -> None:
        self.jobs = JobRunner(self.queue.append)

    def assessed(self, assessment: LiveAssessment, frame: Frame) -> None:
        raise NotImplementedError

    def monotonic_s(self) -> float:
        return self.seconds

    def see(self, view: View = View.FRONTAL, *, wait: bool = True) -> None:
        frame = Frame(
            pixels=np.zeros((8, 8, 3), np.uint8),
            layout=PixelLayout.BGR8,
            sequence=1,
            captured_at_s=self.seconds,
            exposure_us=8000.0,
            gain_db=0.0,
        )
        self.assessed(self.guide.assess(frame, view), frame)
        if wait:
            self.work()

    def work(self) -> None:
        """Until nothing is under way."""
        while self.jobs.busy:
            while self.queue:
                self.queue.pop(0)()
