"""Keyword arguments → the words of the program's command line, whose parser knows names, defaults and limits."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

from ._errors import OptionError


def switch(value: bool | str | None) -> str | None:
    """On or off, of options that are one of the two."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value


def words(*verb: str, **options: Any) -> list[str]:
    """The words of a verb with options; what is ``None`` or ``False`` is left to the program."""
    line = list(verb)
    for name, value in options.items():
        flag = "--" + name.rstrip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            line.append(flag)
        elif isinstance(value, Mapping):
            line += [f"{flag}={key}={_text(name, item)}" for key, item in value.items()]
        elif isinstance(value, Iterable) and not isinstance(value, (str, bytes, os.PathLike)):
            line += [f"{flag}={_text(name, item)}" for item in value]
        else:
            line.append(f"{flag}={_text(name, value)}")
    return line


def vector(name: str, value: Any) -> str | None:
    """Three fractional coordinates as the program takes them."""
    if value is None or isinstance(value, str):
        return value
    try:
        numbers = [float(x) for x in value]
    except (TypeError, ValueError):
        numbers = []
    if len(numbers) != 3:
        raise OptionError(f"{name}: three fractional coordinates are expected, not {value!r}", code="usage")
    return ",".join(repr(x) for x in numbers)


def ordered(orderings: Any, supercell: Any, seed: Any) -> dict[str, Any]:
    """Options of barriers over orderings; without them no supercell and no seed is asked for."""
    if orderings is None:
        if supercell is not None:
            raise OptionError("supercell: it is that of orderings, which are not asked for", code="usage")
        return {}
    if supercell is not None and not isinstance(supercell, str):
        try:
            numbers = [_text("supercell", n) for n in supercell]
        except TypeError:
            raise OptionError(f"supercell: three whole numbers are expected, not {supercell!r}", code="usage") from None
        supercell = ",".join(numbers)
    return {"orderings": orderings, "supercell": supercell, "seed": seed}


def threads_of(value: Any) -> int | None:
    """A number of threads."""
    if value is None:
        return None
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not is_whole or not 1 <= int(value) <= 1024:
        raise OptionError(f"threads: a whole number from 1 to 1024 is expected, not {value!r}", code="usage")
    return int(value)


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return repr(float(value))
    if isinstance(value, (str, os.PathLike)):
        text = os.fspath(value)
        if isinstance(text, str) and "\0" not in text:
            return text
    raise OptionError(f"{name}: a number or a text is expected, not {value!r}", code="usage")
