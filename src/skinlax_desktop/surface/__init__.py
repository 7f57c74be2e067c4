"""Points and meshes in, numbers out: zones, sections, volumes, alignment, mesh files.

Must not: a window, a camera, a model.
"""
