"""Sentences about a batch."""

SENTENCES = {
    "batch_scheduler_refused": "Work on other machines is not possible yet. Leave out --scheduler.",
    "batch_workers_refused": "A batch needs at least one worker, not {workers}. Choose another number.",
    "batch_resume_differs": "The rows so far were measured in another way. Start without --resume.",
    "batch_results_unreadable": "{file} is no result of a batch. Choose another file, or start without --resume.",
    "batch_worker_died": "The program broke down on this file; the others were measured. Open the file to check it.",
    "batch_took_too_long": "This file took too long and was given up; the others were measured. "
    "Open the file to check it.",
}
