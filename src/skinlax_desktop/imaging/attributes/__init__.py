"""Skin attributes that a photograph shows, by published formulas, per zone.

Lives here: fine lines, wrinkles, texture, tone, pigmentation, pores, UV damage (a stand-in), redness, colour.
Must not: probe quantities, percentiles, grades.
"""

from skinlax_desktop.imaging.attributes.measure import (
    ATTRIBUTES,
    AttributeReading,
    ColourReading,
    PictureReadings,
    measure_skin,
)

__all__ = ["ATTRIBUTES", "AttributeReading", "ColourReading", "PictureReadings", "measure_skin"]
