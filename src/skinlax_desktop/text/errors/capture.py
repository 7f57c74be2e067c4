"""Sentences about taking and judging pictures."""

SENTENCES = {
    "capture_no_visit": "No visit is open, so the picture was not kept. Open a patient first.",
}
