"""Sign in: name and passphrase."""

from skinlax_desktop.ui.screens.sign_in.presenter import SignInPresenter
from skinlax_desktop.ui.screens.sign_in.view import SignInScreen

__all__ = ["SignInPresenter", "SignInScreen"]
