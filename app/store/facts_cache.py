"""Facts beside the store as .npy files by revision, memory-mapped when they are asked for again."""

import json
import shutil
import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from app.models import columns as declared
from app.models.columns import Facts
from app.models.columns.words import Words
from app.store.files import make_folder, private, temporary_beside

_LAYOUT = 7
"""Raised when the columns change their meaning without changing their names."""
_MANY = 20_000
"""Vocabularies with more words are not read as a whole when facts are opened."""


def load(folder: Path, name: str, rules: int = 0) -> Facts | None:
    """The facts kept under the name, or None when they aren't there whole.

    `rules` is the version of the text rules that they must have been made with.
    """
    place = folder / name
    try:
        meta = json.loads((place / "facts.json").read_text("utf-8"))
        if meta.get("layout") != _layout(rules):
            return None
        return _build(Facts, meta["values"], place, "")  # type: ignore[no-any-return]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(folder: Path, name: str, facts: Facts, rules: int = 0) -> None:
    """Keep the facts under the name and drop older ones; a folder that can't be written is left."""
    place = folder / name
    try:
        with private():
            make_folder(folder)
            temporary = temporary_beside(place)
            temporary.mkdir(mode=0o700)
            values = _strip(facts, temporary, "")
            text = json.dumps({"layout": _layout(rules), "values": values})
            (temporary / "facts.json").write_text(text, "utf-8")
            if place.exists():  # it could not be read
                shutil.rmtree(place)
            temporary.rename(place)
    except OSError:
        return
    for old in folder.iterdir():
        if old != place and old.is_dir():
            shutil.rmtree(old, ignore_errors=True)


def _layout(rules: int) -> list[Any]:
    names = [
        f"{kind.__name__}.{each.name}"
        for kind in vars(declared).values()
        if isinstance(kind, type) and is_dataclass(kind)
        for each in fields(kind)
    ]
    return [_LAYOUT, rules, *names]


def _strip(thing: Any, place: Path, path: str) -> Any:
    """What JSON can hold of the thing; arrays and vocabularies go to files."""
    values: dict[str, Any] = {}
    for each in fields(thing):
        value, name = getattr(thing, each.name), f"{path}{each.name}"
        if isinstance(value, np.ndarray):
            np.save(place / f"{name}.npy", value, allow_pickle=False)
        elif is_dataclass(value):
            values[each.name] = _strip(value, place, f"{name}.")
        elif isinstance(value, (tuple, Words)) and len(value) > _MANY and isinstance(value[0], str):
            words = value if isinstance(value, Words) else Words.of(value)
            np.save(place / f"{name}.text.npy", words.text, allow_pickle=False)
            np.save(place / f"{name}.ends.npy", words.ends, allow_pickle=False)
        elif isinstance(value, tuple):
            values[each.name] = [asdict(item) if _is_record(item) else item for item in value]
        else:
            values[each.name] = value
    return values


def _is_record(thing: Any) -> bool:
    return is_dataclass(thing) and not isinstance(thing, type)


def _build(kind: type, values: Mapping[str, Any], place: Path, path: str) -> Any:
    hints = get_type_hints(kind)
    arguments: dict[str, Any] = {}
    for each in fields(kind):
        hint, name = hints[each.name], f"{path}{each.name}"
        if is_dataclass(hint):
            assert isinstance(hint, type)
            arguments[each.name] = _build(hint, values[each.name], place, f"{name}.")
        elif get_origin(hint) is tuple:
            arguments[each.name] = _sequence(hint, values.get(each.name), place, name)
        elif get_origin(hint) is np.ndarray:
            arguments[each.name] = _mapped(place, name)
        else:
            arguments[each.name] = values[each.name]
    return kind(**arguments)


def _mapped(place: Path, name: str) -> Any:
    return np.load(place / f"{name}.npy", mmap_mode="r", allow_pickle=False)


def _sequence(hint: Any, values: list[Any] | None, place: Path, name: str) -> Any:
    if values is None:
        return Words(_mapped(place, f"{name}.text"), _mapped(place, f"{name}.ends"))
    item = get_args(hint)[0]
    return tuple(values) if item is str else tuple(_item(item, value) for value in values)


def _item(hint: Any, value: Any) -> Any:
    if not is_dataclass(hint):
        return tuple(value) if _is_tuple(hint) else value
    assert isinstance(hint, type)
    kinds = get_type_hints(hint)
    return hint(
        **{
            name: tuple(each) if _is_tuple(kinds[name]) and each is not None else each
            for name, each in value.items()
        }
    )


def _is_tuple(hint: Any) -> bool:
    if get_origin(hint) is types.UnionType:
        return any(_is_tuple(each) for each in get_args(hint))
    return get_origin(hint) is tuple
