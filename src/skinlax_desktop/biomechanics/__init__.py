"""Skin as a material: displacement fields out.

Lives here: the tissue sheet and its solver, the library of treatments, the readings of a sheet.
Must not: a window, pixels, a claim without a source.
"""
