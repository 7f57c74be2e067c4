"""What a calibration has come to, in a sentence."""

from skinlax_desktop.domain.station_calibration import ColourCalibration, FlatField, LensCalibration
from skinlax_desktop.text.language import translate

_LENS = translate(
    "Focal length {focal:.1f} px (95 %: {low:.1f} to {high:.1f}), corners miss by {error:.2f} px, {boards} boards."
)
_COLOUR = translate("Colours miss by {mean:.1f} dE on average, at most {worst:.1f}, on patches left out of the fit.")
_FLAT = translate("The corners lose {vignetting:.0f} % of the light; sides differ by {uneven:.0f} %.")


def lens_sentence(lens: LensCalibration) -> str:
    """How good a lens calibration is."""
    focal = (lens.camera.focal_x_px + lens.camera.focal_y_px) / 2.0
    return _LENS.format(
        focal=focal, low=lens.focal_low_px, high=lens.focal_high_px, error=lens.reprojection_px, boards=lens.boards
    )


def colour_sentence(colour: ColourCalibration) -> str:
    """How good a colour calibration is."""
    return _COLOUR.format(mean=colour.delta_e_mean, worst=colour.delta_e_max)


def flat_sentence(flat: FlatField) -> str:
    """What a flat field found."""
    return _FLAT.format(vignetting=100 * flat.vignetting, uneven=100 * flat.unevenness)
