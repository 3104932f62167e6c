"""Barriers of one structure, of a list, and of a file of any length."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import hecs


def one(path: Path) -> float | None:
    """The barrier in three dimensions, eV."""
    try:
        found = hecs.barriers(path, ion="Li+", spacing=0.2)
    except hecs.ChargeError as error:
        print(error.code, error.place, error.remedy)
        return None
    barrier: float | None = found.e_3d
    return barrier


def many(paths: list[Path]) -> dict[str, float | None]:
    """The barriers of a folder."""
    results: hecs.Results[hecs.Barriers] = hecs.barriers(paths, spacing=0.2, threads=2)
    return {found.file: found.e_3d for found in results if found.ok}


def any_number(database: Path) -> Iterator[tuple[str | None, float | None]]:
    """The barriers of a database, in constant memory."""
    for found in hecs.barriers(hecs.structures(database), symmetry="find", spacing=0.2):
        yield found.formula, found.e_3d


if __name__ == "__main__":
    print(many([Path(name) for name in sys.argv[1:]]))
