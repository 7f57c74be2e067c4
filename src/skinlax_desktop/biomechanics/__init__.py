"""Skin as a material: displacement fields out.

Must not: a window, pixels, a claim without a source.
"""
