"""Long work off the main thread, its outcome on it.

Lives here: `JobRunner` and its lanes, `CameraLoop`, `run_in_processes`, `run_apart`.
Must not: know what the work is.
"""

from skinlax_desktop.jobs.camera_loop import CameraLoop, CameraLoopState
from skinlax_desktop.jobs.runner import Job, JobCancelledError, JobControl, JobRunner, Lane, Progress

__all__ = ["CameraLoop", "CameraLoopState", "Job", "JobCancelledError", "JobControl", "JobRunner", "Lane", "Progress"]
