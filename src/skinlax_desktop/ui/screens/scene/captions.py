"""What stands below a picture of the face in the report."""

from skinlax_desktop.text.metrics import metric_label
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.screens.scene.state import SceneState


def picture_caption(state: SceneState, view_name: str, earlier_moment: str) -> str:
    """Where it looks from, what colours it, and which earlier visit is in it."""
    what = words.LAYER_NAMES.get(state.layer, "")
    if state.map_choice is not None and not what:
        what = metric_label(state.map_choice.metric.name)
    parts = [words.REPORT_CAPTION.format(view=view_name), what]
    if state.mode is not CompareMode.ONE and state.earlier.ready:
        parts.append(words.THEN.format(when=earlier_moment))
    return " · ".join(part for part in parts if part)
