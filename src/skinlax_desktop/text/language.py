"""The one door to gettext."""

import gettext

_translation: gettext.NullTranslations = gettext.NullTranslations()


def translate(sentence: str) -> str:
    """The sentence in the language of this workstation; English until a catalogue is installed."""
    return _translation.gettext(sentence)
