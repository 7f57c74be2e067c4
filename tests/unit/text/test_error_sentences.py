"""Every code that the program raises has a sentence, and every sentence can be filled."""

import ast
import string
from pathlib import Path

import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.text.errors import SENTENCES, sentence_of

SOURCE = Path(__file__).parents[3] / "src" / "skinlax_desktop"


def raised_codes() -> dict[str, set[str]]:
    """Code -> the parameter names given with it, over the whole source."""
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "SkinlaxError" and node.args):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant):
                names = {keyword.arg for keyword in node.keywords if keyword.arg}
                found[str(code.value)] = found.get(str(code.value), names) & names
    return found


@pytest.mark.parametrize(("code", "parameters"), sorted(raised_codes().items()))
def test_a_raised_code_has_a_sentence_with_its_parameters(code: str, parameters: set[str]) -> None:
    wanted = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name}
    assert wanted <= parameters, f"{code} needs {wanted}, is raised with {parameters}"


@pytest.mark.parametrize(("code", "sentence"), sorted(SENTENCES.items()))
def test_a_sentence_says_what_and_what_to_do_in_few_words(code: str, sentence: str) -> None:
    assert sentence.endswith((".", "?"))
    for part in sentence.replace(";", ".").replace("?", ".").split("."):
        assert len(part.split()) <= 14, f"{code}: {part}"


def test_an_unknown_code_is_a_defect() -> None:
    with pytest.raises(KeyError):
        sentence_of(SkinlaxError("nobody_knows"))
