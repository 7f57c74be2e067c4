"""`skinlax demo`: one complete visit with a phantom patient, driven through the real window.

Lives here: the script of the visit, the hand that presses its buttons, the check of every still against its truth.
Must not: reach past the window for anything a person could not do, but to photograph the screens.
"""

from skinlax_desktop.app.demo.command import run_demo

__all__ = ["run_demo"]
