"""Series in, statements out: repeatability, trend.

Must not: pixels, meshes, a window.
"""
