"""From an error's code to a sentence: what happened, what is safe, what to do.

One module a room of causes; each holds `SENTENCES`, code to a template with the error's parameters in braces.
"""

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.text.errors import assets, station, vault
from skinlax_desktop.text.language import translate

SENTENCES = {
    **assets.SENTENCES,
    **station.SENTENCES,
    **vault.SENTENCES,
}


def sentence_of(error: SkinlaxError) -> str:
    """The sentence a person reads; a code without one is a defect and raises KeyError."""
    return translate(SENTENCES[error.code]).format(**error.parameters)
