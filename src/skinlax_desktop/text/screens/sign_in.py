"""Words of sign-in and first run."""

from skinlax_desktop.text.language import translate

TITLE = translate("Sign in")
USER = translate("Your name")
PASSPHRASE = translate("Passphrase")
OPEN = translate("Open the record")
OPENING = translate("Opening the record")
TRY_PHANTOM = translate("Try it with a phantom patient")
EMPTY_PASSPHRASE = translate("Type your passphrase.")
RECORD_STAYS_HERE = translate("The record is encrypted and stays on this computer.")

FIRST_TITLE = translate("Set up this workstation")
FIRST_SENTENCE = translate("Choose who opens the record, and with which passphrase.")
AGAIN = translate("Passphrase again")
CREATE = translate("Set up the record")
CREATING = translate("Setting up the record")
NO_WAY_BACK = translate("Nobody can open the record without a passphrase. Write it down and keep it safe.")
PHANTOM_SENTENCE = translate("Or look around first. A phantom patient needs no camera and leaves nothing behind.")
USER_MISSING = translate("Type your name.")
TOO_SHORT = translate("Use at least {least} characters.")
NOT_ALIKE = translate("The two passphrases differ.")
STRENGTH = {
    "none": translate("Four words make a strong passphrase."),
    "weak": translate("Weak. Add another word."),
    "fair": translate("Fair. One more word makes it strong."),
    "strong": translate("Strong."),
}
