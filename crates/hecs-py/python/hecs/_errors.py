"""Errors and warnings: one class for each family of codes, every one with its code, place and remedy."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any, Iterable

if TYPE_CHECKING:
    from ._records import Result


class HecsError(Exception):
    """Why there is no answer.

    Attributes
    ----------
    code : str
        Stable name, the same as in the records and messages of the program, such as ``"charges-unknown"``.
    place : str or None
        File, entry, line and column, as far as they are known.
    remedy : str or None
        What helps, where something is known to.
    record : Result or None
        The record, where the question was about a structure.
    """

    code: str
    place: str | None
    remedy: str | None
    record: Result | None

    def __init__(
        self,
        message: str,
        *,
        code: str = "error",
        place: str | None = None,
        remedy: str | None = None,
        record: Result | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.place = place
        self.remedy = remedy
        self.record = record

    def __reduce__(self) -> tuple[Any, ...]:
        state = {"code": self.code, "place": self.place, "remedy": self.remedy, "record": self.record}
        return (type(self), (str(self),), state)


class OptionError(HecsError, ValueError):
    """An option that makes no sense, alone or with the others."""


class InputError(HecsError, TypeError):
    """Something that is no structure, or not one."""


class ReadError(HecsError):
    """A file, text or object from which no structure can be read."""


class ChargeError(HecsError):
    """Oxidation states that are not known and do not follow from balance."""


class ParameterError(HecsError):
    """An ion or a pair of ions without parameters."""


class StructureError(HecsError):
    """A structure about which the question has no answer: overlapping sites, no framework, no argyrodite."""


class NotThereError(StructureError):
    """A question that does not fit: the mobile ion is not in the structure. Records say ``"skipped"``."""


class ResourceError(HecsError):
    """Memory, time, or a network of more hops than is sensible."""


class TableError(HecsError):
    """A table or a model of one."""


class DesignError(HecsError):
    """A family of compositions, or what is known of it."""


class ScreenError(HecsError):
    """A screening or its sink."""


class BugError(HecsError):
    """A bug of hecs; please report it with the structure."""


_CLASSES: dict[str, type[HecsError]] = {
    "usage": OptionError,
    "invalid-spacing": OptionError,
    "invalid-cutoff": OptionError,
    "invalid-level": OptionError,
    "invalid-spring": OptionError,
    "unknown-label": OptionError,
    "unknown-format": OptionError,
    "not-a-structure": InputError,
    "not-a-source": InputError,
    "several-structures": InputError,
    "unreadable": ReadError,
    "no-structure": ReadError,
    "charges-unknown": ChargeError,
    "missing-pair": ParameterError,
    "missing-ion-data": ParameterError,
    "missing-radius": ParameterError,
    "unphysical-pair": ParameterError,
    "unusable-mobile-ion": ParameterError,
    "not-enough-memory": ResourceError,
    "too-many-points": ResourceError,
    "too-many-hops": ResourceError,
    "too-many-atoms": ResourceError,
    "time-up": ResourceError,
    "stopped": ResourceError,
    "threads": ResourceError,
    "output": ReadError,
    "bug": BugError,
}

_FAMILIES: dict[str, type[HecsError]] = {
    "cif": ReadError,
    "io": ReadError,
    "pls": TableError,
    "design": DesignError,
    "screen": ScreenError,
}


# Behind the name of an option these go on with the sentence; any other word is its value.
_ON = "and|are|goes|has|helps|is|names|needs|only|or|puts"


def in_python(text: str) -> str:
    """Options in the words of Python: ``--charge-scaling`` is ``charge_scaling=``."""

    def renamed(found: re.Match[str]) -> str:
        name = found[1].replace("-", "_")
        return {"from": "from_"}.get(name, name) + "="

    return re.sub(rf"(?<![\w-])--([a-z][a-z-]*)(?: (?!(?:{_ON})\b)|=|\b)", lambda found: renamed(found), text)


def error_of(
    code: str,
    message: str,
    place: str | None = None,
    remedy: str | None = None,
    record: Result | None = None,
    skipped: bool = False,
) -> HecsError:
    """The error of a code, in the class of its family."""
    kind = NotThereError if skipped else _CLASSES.get(code)
    if kind is None:
        kind = _FAMILIES.get(code.split("::")[0], StructureError)
    text = in_python(message)
    if place and not text.startswith(place):
        text = f"{place}: {text}"
    helped = in_python(remedy) if remedy else None
    if helped and helped not in text:
        text = f"{text}; {helped}"
    return kind(text, code=code, place=place, remedy=helped, record=record)


class HecsWarning(UserWarning):
    """Something that qualifies an answer.

    Attributes
    ----------
    code : str
        Stable name, as in ``notes`` of the record.
    """

    code: str

    def __init__(self, message: str, code: str = "warning") -> None:
        super().__init__(message)
        self.code = code


class ReadWarning(HecsWarning):
    """What the reader repaired or assumed."""


class ChargeWarning(HecsWarning):
    """Oxidation states that rest on a guess."""


class BarrierWarning(HecsWarning):
    """What makes barriers or paths doubtful."""


class TableWarning(HecsWarning):
    """What makes a model of a table doubtful."""


class DesignWarning(HecsWarning):
    """What was left out of a search of compositions."""


def warning_of(code: str, message: str) -> HecsWarning:
    """The warning of a code, in the class of its family."""
    name = code.rsplit("::", 1)[-1]
    if "charge" in name or "oxidation" in name:
        kind: type[HecsWarning] = ChargeWarning
    elif code.startswith(("cif::", "io::", "occupancy")):
        kind = ReadWarning
    elif code.startswith("pls"):
        kind = TableWarning
    elif code.startswith("design"):
        kind = DesignWarning
    else:
        kind = BarrierWarning
    return kind(in_python(message), code)


def warn(notes: Iterable[tuple[str, str]], place: str | None = None, depth: int = 3) -> None:
    """Gives notes as warnings of the caller's caller."""
    for code, message in notes:
        text = f"{place}: {message}" if place else message
        warnings.warn(warning_of(code, text), stacklevel=depth + 1)


def warn_counted(counts: dict[str, tuple[int, str]], depth: int = 3) -> None:
    """Gives the notes of many structures as one warning for each code."""
    for code, (count, first) in counts.items():
        where = first if count == 1 else f"{count} structures, the first {first}"
        text = f"{code}: {where}; it is explained in the notes of the record"
        warnings.warn(warning_of(code, text), stacklevel=depth + 1)
