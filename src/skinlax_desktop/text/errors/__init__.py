"""From an error's code to a sentence: what happened, what is safe, what to do.

One module a room of causes; each holds `SENTENCES`, code to a template with the error's parameters in braces. A new
module is found by itself.
"""

from importlib import import_module
from pkgutil import iter_modules

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.text.language import translate

SENTENCES: dict[str, str] = {}
for _module in iter_modules(__path__):
    SENTENCES.update(import_module(f"{__name__}.{_module.name}").SENTENCES)


def sentence_of(error: SkinlaxError) -> str:
    """The sentence a person reads; a code without one is a defect and raises KeyError."""
    return translate(SENTENCES[error.code]).format(**error.parameters)


def sentence_of_any(error: Exception) -> str:
    """The sentence of a failure, whatever it was: a defect has one too."""
    return sentence_of(error if isinstance(error, SkinlaxError) else SkinlaxError("unexpected"))
