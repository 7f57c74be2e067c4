"""Qt: screens, parts, the VTK scene, the theme.

Must not: SQL, drivers, models, arithmetic; presenters are plain Python.
"""

from skinlax_desktop.ui.lasting_constants import keep_constants

keep_constants()
