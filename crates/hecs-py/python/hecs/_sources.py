"""What users call a structure → what the native half takes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping, Protocol, Union

from ._errors import HecsError, InputError, ReadError
from ._hecs import Structure

Handed = tuple[Any, ...]


class AsDict(Protocol):
    """A ``Structure`` of pymatgen."""

    def as_dict(self) -> Any: ...


class Atoms(Protocol):
    """An ``Atoms`` of ASE."""

    @property
    def cell(self) -> Any: ...
    def get_scaled_positions(self, wrap: bool = ...) -> Any: ...


StructureLike = Union[str, "os.PathLike[str]", bytes, Structure, Mapping[str, Any], AsDict, Atoms]
"""A path, the bytes of a file, a structure of pymatgen or ASE, a dict of pymatgen or OPTIMADE, or a `Structure`."""


def is_many(given: object) -> bool:
    """Whether it is a list or an iterator of structures, not one."""
    if isinstance(given, (str, bytes, bytearray, memoryview, os.PathLike, Mapping, Structure)):
        return False
    if hasattr(given, "as_dict") or hasattr(given, "get_scaled_positions") or hasattr(given, "read"):
        return False
    return hasattr(given, "__iter__")


def name_of(given: object) -> str:
    """What records call it where it is no file."""
    kind = type(given).__name__
    for attribute in ("formula", "get_chemical_formula"):
        found = getattr(given, attribute, None)
        try:
            text = found() if callable(found) else found
        except Exception:  # noqa: BLE001, a name is all that is lost
            continue
        if isinstance(text, str) and text:
            return f"<{kind} {text.replace(' ', '')}>"
    return f"<{kind}>"


def handed(given: Any) -> Handed:
    """Hands a structure over.

    Raises
    ------
    InputError
        Where it is nothing that a structure can be read from.
    """
    if isinstance(given, Structure):
        return ("structure", given)
    if isinstance(given, (str, os.PathLike)):
        return _path(os.fspath(given))
    if isinstance(given, (bytes, bytearray, memoryview)):
        return ("bytes", "<bytes>", bytes(given))
    if isinstance(given, Mapping):
        return _json("<dict>", dict(given))
    if hasattr(given, "get_scaled_positions"):
        return _json(name_of(given), _of_ase(given))
    if hasattr(given, "as_dict"):
        return _json(name_of(given), given.as_dict())
    if hasattr(given, "read"):
        return _file(given)
    raise _no_structure(f"{_shown(given)} is no structure")


def handed_each(given: Iterable[Any], is_raised: bool) -> Iterator[Handed]:
    """Hands structures over one after the other; one that is none is an answer of its own, unless it is raised."""
    for number, item in enumerate(given):
        try:
            yield handed(item)
        except HecsError as error:
            if is_raised:
                raise
            name = f"<item {number}>"
            yield ("failed", name, error.code, str(error.args[0]), None)


def _path(path: str | bytes) -> Handed:
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if "\n" in path or "\0" in path:
        raise InputError(
            "a text in place of a path; give the text of a file as bytes: text.encode()",
            code="not-a-structure",
            remedy="give the text of a file as bytes: text.encode()",
        )
    if not path:
        raise _no_structure("the path is empty")
    # The program's own name for its standard input.
    return ("path", "./-" if path == "-" else path)


def _file(given: Any) -> Handed:
    name = str(getattr(given, "name", f"<{type(given).__name__}>"))
    try:
        content = given.read()
    except Exception as error:
        raise ReadError(f"{name}: cannot be read: {error}", code="unreadable", place=name) from error
    if isinstance(content, str):
        content = content.encode()
    if not isinstance(content, (bytes, bytearray)):
        raise _no_structure(f"{name} gives {type(content).__name__} where text or bytes are read")
    return ("bytes", name, bytes(content))


def _json(name: str, content: Any) -> Handed:
    try:
        text = json.dumps(content, default=_plain)
    except (TypeError, ValueError, RecursionError) as error:
        raise _no_structure(f"{name} holds what JSON cannot: {error}") from error
    return ("bytes", name, text.encode())


def _plain(value: Any) -> Any:
    """Numbers and arrays of NumPy as those of Python, objects of pymatgen as their dicts."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no number, text, list or dict")


def _of_ase(atoms: Any) -> dict[str, Any]:
    """Atoms of ASE as the dict that pymatgen would write.

    Occupancies are those of ``atoms.info["occupancy"]``, by the kinds of ``atoms.arrays["spacegroup_kinds"]``, as
    ``ase.io`` reads them. Oxidation states are those of an array ``oxidation_states``, else the initial charges where
    any is set.
    """
    try:
        periodic = [bool(p) for p in atoms.pbc]
        cell = [[float(x) for x in row] for row in atoms.cell]
        symbols = list(atoms.get_chemical_symbols())
        positions = atoms.get_scaled_positions(wrap=False) if _volume(cell) else []
        charges = _charges_of_ase(atoms)
        occupancies = atoms.info.get("occupancy") or {}
        states = atoms.info.get("oxidation_states") or {}
        kinds = atoms.arrays.get("spacegroup_kinds")
    except Exception as error:
        raise _no_structure(f"{_shown(atoms)} cannot be read as atoms of ASE: {error}") from error
    sites = []
    for number, symbol in enumerate(symbols):
        filled: Mapping[str, Any] = {symbol: 1.0}
        if kinds is not None:
            # Keys are text in files of newer versions, numbers in those of older ones.
            kind = int(kinds[number])
            filled = occupancies.get(str(kind), occupancies.get(kind, filled))
        of_kind = dict(states.get(str(kinds[number]), {})) if kinds is not None else {}
        if charges is not None:
            of_kind.setdefault(symbol, charges[number])
        species = [
            {"element": element, "occu": float(occupancy)}
            | ({"oxidation_state": float(of_kind[element])} if element in of_kind else {})
            for element, occupancy in filled.items()
        ]
        position = [float(x) for x in positions[number]] if len(positions) else [0.0, 0.0, 0.0]
        sites.append({"species": species, "abc": position, "label": symbol})
    lattice = {"matrix": cell, "pbc": periodic}
    return {"@module": "pymatgen.core.structure", "lattice": lattice, "sites": sites}


def _charges_of_ase(atoms: Any) -> list[float] | None:
    if "oxidation_states" in atoms.arrays:
        return [float(q) for q in atoms.arrays["oxidation_states"]]
    charges = [float(q) for q in atoms.get_initial_charges()]
    return charges if any(charges) else None


def _volume(cell: list[list[float]]) -> float:
    (a, b, c) = cell
    cross = [b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]]
    return sum(x * y for x, y in zip(a, cross))


def _shown(given: object) -> str:
    if given is None or isinstance(given, (int, float, complex)):
        return repr(given)
    kind = type(given)
    return f"an object of {kind.__module__}.{kind.__qualname__}"


def _no_structure(words: str) -> InputError:
    remedy = (
        "give a path, the bytes of a file, a Structure of pymatgen, an Atoms of ASE, a dict of pymatgen or OPTIMADE, "
        "or a list of them"
    )
    return InputError(f"{words}; {remedy}", code="not-a-structure", remedy=remedy)


def table_of(given: Any) -> tuple[str, bytes]:
    """Name and CSV text of a table: a path, bytes of a CSV file, or a ``DataFrame``."""
    if isinstance(given, (str, os.PathLike)):
        path = Path(given)
        try:
            return str(given), path.read_bytes()
        except (OSError, ValueError) as error:
            raise ReadError(f"{given}: cannot be read: {error}", code="unreadable", place=str(given)) from error
    if isinstance(given, (bytes, bytearray, memoryview)):
        return "<bytes>", bytes(given)
    if hasattr(given, "to_csv") and hasattr(given, "columns"):
        return f"<{type(given).__name__}>", given.to_csv(index=False).encode()
    raise InputError(
        f"{_shown(given)} is no table; give a path, the bytes of a CSV file, or a DataFrame",
        code="not-a-structure",
        remedy="give a path, the bytes of a CSV file, or a DataFrame",
    )


def model_text(given: Any) -> str:
    """The text of a model: a path, a `Model`, the result of a fit, or the text itself."""
    text = getattr(given, "model", given)
    text = getattr(text, "text", text)
    if isinstance(text, (bytes, bytearray)):
        return bytes(text).decode("utf-8", "replace")
    if isinstance(text, str) and text.lstrip().startswith("{"):
        return text
    if isinstance(text, (str, os.PathLike)):
        try:
            return Path(text).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise ReadError(f"{text}: cannot be read: {error}", code="unreadable", place=str(text)) from error
    raise InputError(
        f"{_shown(given)} is no model; give a path, a hecs.Model, or what hecs.fit gave",
        code="not-a-structure",
        remedy="give a path, a hecs.Model, or what hecs.fit gave",
    )
