"""A part of a frame at full resolution, without developing the rest."""

from dataclasses import replace

from skinlax_desktop.imaging.development import Picture, develop
from skinlax_desktop.ports.frame import Frame

Box = tuple[int, int, int, int]


def upright_size(frame: Frame) -> tuple[int, int]:
    """Width and height of the frame's upright picture."""
    height, width = frame.pixels.shape[:2]
    return (height, width) if frame.quarter_turns % 2 else (width, height)


def develop_crop(frame: Frame, box: Box) -> Picture:
    """The upright BGR picture inside `box` (left, top, right, bottom of the upright picture), cut to whole cells.

    The crop may begin one pixel earlier than asked, so that the colour pattern stays in step.
    """
    height, width = frame.pixels.shape[:2]
    left, top, right, bottom = box
    turns = frame.quarter_turns % 4
    if turns == 1:  # upright (x, y) came from sensor column width - 1 - y, row x
        left, top, right, bottom = width - bottom, left, width - top, right
    elif turns == 2:
        left, top, right, bottom = width - right, height - bottom, width - left, height - top
    elif turns == 3:
        left, top, right, bottom = top, height - right, bottom, height - left
    left, top = max(left, 0) & ~1, max(top, 0) & ~1
    right, bottom = min(right + (right & 1), width), min(bottom + (bottom & 1), height)
    return develop(replace(frame, pixels=frame.pixels[top:bottom, left:right]))
