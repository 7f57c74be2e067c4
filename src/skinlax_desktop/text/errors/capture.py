"""Sentences about taking and judging pictures."""

SENTENCES = {
    "capture_no_still": "The camera sent no picture in time. Earlier pictures are safe; try again.",
}
