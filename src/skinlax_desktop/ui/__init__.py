"""Qt: screens, parts, the VTK scene, the theme.

Must not: SQL, drivers, models, arithmetic; presenters are plain Python.
"""
