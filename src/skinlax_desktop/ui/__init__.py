"""Qt: screens, parts, the VTK scene, the theme.

Must not: SQL, drivers, models, arithmetic; presenters are plain Python.
"""

from skinlax_desktop.ui.singleton_reserve import hold_singletons

hold_singletons()
