"""Searches of compositions, and screenings of any number of structures into a file."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from . import _hecs
from ._errors import OptionError, warn
from ._records import Record, Result, typed_frame
from ._structures import _reading
from ._words import ordered, threads_of, words

if TYPE_CHECKING:
    import pandas as pd


class Design(Result):
    """Compositions of a family, ranked, with reasons.

    Attributes
    ----------
    family : str
        Its name.
    parent : Record
        What candidates are compared with.
    candidates : tuple of Record
        By rank: ``formula``, predictions with their intervals, ``reasons``.
    failed : tuple of Record
        Compositions without an answer, and why.
    """

    __slots__ = ("_csv",)
    family: str
    parent: Record
    candidates: tuple[Record, ...]
    failed: tuple[Record, ...]
    notes: tuple[str, ...]
    _csv: str

    def __init__(self, text: str, table: str) -> None:
        super().__init__(text)
        object.__setattr__(self, "_csv", table)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Design, (self._json, self._csv))

    def to_frame(self) -> pd.DataFrame:
        """A row for each candidate, as in the program's CSV."""
        header, *rows = csv.reader(io.StringIO(self._csv))
        return typed_frame(header, rows)

    def __repr__(self) -> str:
        return f"<Design of {self._fields['family']}, {len(self._fields['candidates'])} candidates>"

    def _repr_html_(self) -> str:
        shown: str = self.to_frame().iloc[:, :8].to_html(index=False)
        return shown


class Screening(Result):
    """The counts of a screening, whose records are in its sink.

    Attributes
    ----------
    records, entries : int
        Structures answered, and structures of the sources.
    status : Record
        How many are ``ok``, ``skipped``, ``failed``.
    stages : tuple of Record
        Of each condition, how many were asked and met it.
    """

    __slots__ = ("sink",)
    sink: str
    records: int
    entries: int
    status: Record
    codes: Record
    stages: tuple[Record, ...]

    def __init__(self, text: str, sink: str) -> None:
        super().__init__(text)
        object.__setattr__(self, "sink", sink)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Screening, (self._json, self.sink))

    def to_frame(self) -> pd.DataFrame:
        """The records of the sink."""
        import pandas as pd

        if self.sink.endswith(".parquet"):
            return pd.read_parquet(self.sink)
        with open(self.sink, encoding="utf-8") as lines:
            return pd.json_normalize([json.loads(line) for line in lines])

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {status}" for status, count in self._fields["status"].items() if count)
        return f"<Screening of {self._fields['records']} structures into {self.sink}: {counts}>"

    def _repr_html_(self) -> str:
        return f"<p>{repr(self)[1:-1]}</p>"


def families() -> list[Record]:
    """The families of compositions that are built in, with variables, bounds and choices.

    Examples
    --------
    >>> import hecs
    >>> "Li6-xPS5-xCl1+x" in [family.family for family in hecs.families()]
    True
    """
    text, _, _ = _hecs.design(["design", "--list"], 1)
    return [Record(family) for family in json.loads(text)]


def design(
    family: str | None = None,
    *,
    known: str | os.PathLike[str],
    family_file: str | os.PathLike[str] | None = None,
    range: Mapping[str, str] | None = None,
    choose: Mapping[str, str] | None = None,
    parent: str | None = None,
    direct: float = 0.2,
    spse: bool = False,
    published: str | os.PathLike[str] | None = None,
    as_published: str | os.PathLike[str] | None = None,
    set: Mapping[str, float] | None = None,
    overrides: str | os.PathLike[str] | None = None,
    resume: str | os.PathLike[str] | None = None,
    cif: str | os.PathLike[str] | None = None,
    best: int = 10,
    threads: int | None = None,
) -> Design:
    """Searches a family of compositions for low activation energies, with reasons.

    Parameters
    ----------
    family : str, optional
        Name of a family (`families`), or a formula.
    known : path
        Folder of known structures (CIF) to learn from.
    family_file : path, optional
        A family of your own, as TOML.
    range : mapping of str to str, optional
        Ranges of variables, such as ``{"x": "0..0.5:0.1"}``.
    choose : mapping of str to str, optional
        Elements for placeholders, such as ``{"N": "Ge"}``.
    parent : str, optional
        Compound to compare a single formula with.
    direct : float
        Grid spacing of the direct barriers, Å; 0 leaves them out.
    spse, published, as_published
        Predict on the scale of the published energies too, with their table and the structures behind them.
    set : mapping of str to float, optional
        Structure parameters in place of the predicted ones.
    overrides : path, optional
        Structure parameters of single formulas, CSV.
    resume : path, optional
        File to resume from.
    cif : path, optional
        Folder for the CIF files of the best candidates.
    best : int
        CIF files written.
    threads : int, optional
        Threads that work at once.

    Returns
    -------
    Design
        Energies in eV.
    """
    line = words(
        "design", family_file=family_file, known=known, range=range, choose=choose, parent=parent, direct=direct,
        spse=spse, published=published, as_published=as_published, set=set, overrides=overrides, resume=resume, cif=cif,
        best=best,
    )  # fmt: skip
    if family is not None:
        line += ["--", str(family)]
    text, table, told = _hecs.design(line, threads_of(threads))
    warn([("design", words_) for words_ in told], depth=2)
    return Design(text, table)


def screen(
    question: Literal["inspect", "describe", "features", "bvse", "paths"],
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    sink: str | os.PathLike[str],
    shard: str = "1/1",
    resume: bool = False,
    stage: Iterable[str] = (),
    symmetry: Literal["find", "as-given"] = "find",
    orderings: int | Literal["auto"] | None = None,
    supercell: Iterable[int] | None = None,
    seed: int = 1,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
    threads: int | None = None,
    **options: Any,
) -> Screening:
    """Asks one question of any number of structures: streamed, in parts, resumable.

    Parameters
    ----------
    question : {"inspect", "describe", "features", "bvse", "paths"}
        The question; ``"features"`` is that of `describe` with ``set="generic"``.
    sources : path or iterable of paths
        Files and folders of structures in any format that hecs reads, any number of structures each.
    sink : path
        Where the records go: ``.jsonl``, or a flat table as ``.parquet``.
    shard : str
        ``"I/N"``: ask part I of N only.
    resume : bool
        Take over what an earlier, interrupted run of the same settings has found.
    stage : iterable of str
        Conditions on what is cheaper to know, such as ``"void_radius_1d > 0.5"``.
    symmetry : {"find", "as-given"}
        That of the positions within 0.01 Å, or that of the file.
    orderings, supercell, seed
        Of ``"bvse"`` and ``"paths"``: barriers over orderings of what is disordered, as in `barriers`.
    block, merge, disorder, charges, as_listed, strict
        As in `inspect`.
    threads : int, optional
        How many answer at once; by default one for each core.
    **options
        Of ``"features"``, ``"bvse"`` and ``"paths"``: ``ion``, ``spacing`` (0.2 Å unless it is given), ``memory``,
        ``timeout`` (s); of ``"features"`` also ``prototype``; of the other two ``cutoff``, ``fixed``, ``insert``; of
        ``"paths"`` also ``level``, ``host``, ``springs``, ``images``, ``images_format``,
        ``images_host``, ``images_folder``.

    Returns
    -------
    Screening
        The counts; the records are in the sink.
    """
    if question not in ("inspect", "describe", "features", "bvse", "paths"):
        known = "inspect, describe, features, bvse or paths"
        raise OptionError(f"question: {known} is expected, not {question!r}", code="usage")
    line = words(
        "screen", question, sink=sink, shard=shard, resume=resume, stage=stage, symmetry=symmetry, **options,
        **ordered(orderings, supercell, seed), **_reading(block, merge, disorder, charges, as_listed, strict),
    )  # fmt: skip
    paths = [sources] if isinstance(sources, (str, os.PathLike)) else list(sources)
    text = _hecs.screen(line, [os.fspath(path) for path in paths], threads_of(threads))
    return Screening(text, os.fspath(sink))
