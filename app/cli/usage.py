"""What was typed wrongly, in one plain sentence (CLI: exit code 2)."""

import difflib
import re
from collections.abc import Sequence

from typer.exceptions import TyperException

_NUMBER = "a whole number is needed, such as 7"


def usage_words(error: TyperException, commands: Sequence[str]) -> str:
    """The sentence for an error of usage; `commands` are those that there are."""
    words = _words(error, commands)
    return words if words.endswith((".", "?")) else f"{words}."


def _words(error: TyperException, commands: Sequence[str]) -> str:
    kind, message = type(error).__name__, error.message
    if kind == "MissingParameter":
        return f"{_hint(error)} is missing"
    if kind == "NoSuchOption":
        typed = str(getattr(error, "option_name", ""))
        near = difflib.get_close_matches(typed, getattr(error, "possibilities", None) or (), 2)
        asked = f" Did you mean {' or '.join(near)}?" if near else ""
        return f"There is no option {typed}.{asked}"
    if kind == "BadParameter":
        return f"{_hint(error)}: {_value_words(message)}"
    return _said(message, commands)


def _hint(error: TyperException) -> str:
    hint = getattr(error, "param_hint", None)
    parameter = getattr(error, "param", None)
    if hint is None and parameter is not None:
        hint = parameter.get_error_hint()
    parts = [hint] if isinstance(hint, str) else list(hint or ())
    return " / ".join(part.strip("'") for part in parts) or "A value"


def _value_words(message: str) -> str:
    """What is wrong with a value. Our own sentences pass; the library's are replaced."""
    if bound := re.search(r"(greater|less) than or equal to (\S+)", message):
        return f"the {'least' if bound[1] == 'greater' else 'most'} is {bound[2]}"
    if "valid integer" in message:
        return _NUMBER
    if message.startswith("Input should be"):
        return "this can't be read as what is needed here"
    return message


def _said(message: str, commands: Sequence[str]) -> str:
    if found := re.match(r"No such command '(.*?)'\.", message):
        near = difflib.get_close_matches(found[1], commands, 2)
        asked = f" Did you mean {' or '.join(near)}?" if near else " `tower --help` lists them."
        return f"There is no command “{found[1]}”.{asked}"
    if found := re.fullmatch(r"Got unexpected extra arguments?\S* \((.*)\)", message):
        return f"“{found[1]}” is more than this command takes"
    if found := re.fullmatch(r"Option '(.*)' requires (\S+) arguments?\.", message):
        count = "a value" if found[2] == "an" else f"{found[2]} values"
        return f"{found[1]} needs {count}"
    if found := re.fullmatch(r"Option '(.*)' does not take a value\.", message):
        return f"{found[1]} takes no value"
    return message
