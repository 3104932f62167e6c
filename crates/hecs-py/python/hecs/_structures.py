"""Questions about structures: one, a list, or an iterator of any length."""

from __future__ import annotations

import html
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Literal, TypeVar, Union, overload

from ._errors import OptionError, error_of, warn, warn_counted
from ._hecs import Answer, Query, Structure, Structures
from ._records import Barriers, Descriptors, Features, Inspection, Paths, Prediction, Results, StructureResult
from ._sources import StructureLike, handed, handed_each, is_many, model_text
from ._words import ordered, switch, threads_of, vector, words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray
    from typing_extensions import TypedDict, Unpack

    class ReadingOptions(TypedDict, total=False):
        """How structures are read, and how lists of them are answered."""

        block: str | None
        merge: float
        disorder: str
        charges: Mapping[str, float] | None
        as_listed: bool
        strict: bool
        threads: int | None
        errors: Literal["record", "raise"]
        progress: bool | None

    class BarrierOptions(ReadingOptions, total=False):
        ion: str
        like: Literal["bvlain"] | None
        spacing: float | None
        cutoff: float | None
        model: Literal["softbv", "spse"]
        radii: Literal["softbv", "cordero"] | None
        charge_scaling: bool | None
        refine: bool | None
        symmetry: Literal["as-given", "find"]
        memory: float | None
        fixed: Iterable[str]
        insert: bool
        void_radii: bool
        points: ArrayLike | None
        orderings: int | Literal["auto"] | None
        supercell: Iterable[int] | None
        seed: int

    class PathOptions(ReadingOptions, total=False):
        ion: str
        spacing: float | None
        cutoff: float
        level: float | None
        host: Literal["rigid", "elastic"]
        springs: str | float | None
        others: Literal["removed", "fixed"] | None
        from_: ArrayLike | None
        to: ArrayLike | None
        fixed: Iterable[str]
        insert: bool
        memory: float | None
        orderings: int | Literal["auto"] | None
        supercell: Iterable[int] | None
        seed: int

    class DescribeOptions(ReadingOptions, total=False):
        s_conf_li_as_published: bool

    class FeatureOptions(ReadingOptions, total=False):
        ion: str | None
        spacing: float | None
        explain: bool
        prototype: str | os.PathLike[str] | None

    Many = Union[list[Any], tuple[Any, ...], "pd.Series[Any]", "Results[Any]"]
    PredictModel = Any

R = TypeVar("R", bound=StructureResult)


def _asked(
    query: Query, given: Any, make: type[R], errors: str, progress: bool | None
) -> R | Results[R] | Iterator[R]:
    """Answers of a query about what is given, one or many."""
    if errors not in ("record", "raise"):
        raise OptionError(f'errors: "record" or "raise" is expected, not {errors!r}', code="usage")
    header = query.header

    def result(answer: Answer) -> R:
        return make(answer.json, header, answer.row, answer)

    if not is_many(given):
        answer = query.one(handed(given))
        found = result(answer).raise_for_status()
        warn(answer.notes)
        return found
    raised = errors == "raise"
    if isinstance(given, Iterator):
        return _answers(query, given, result, raised, progress, None)
    items = list(given)
    counts: dict[str, tuple[int, str]] = {}
    found_all = []
    for one in _answers(query, iter(items), result, raised, progress, len(items)):
        found_all.append(one)
        for code in {note["code"] for note in one._fields["notes"]}:
            count, first = counts.get(code, (0, one._fields["file"]))
            counts[code] = (count + 1, first)
    warn_counted(dict(sorted(counts.items())))
    return Results(found_all)


def _answers(
    query: Query,
    items: Iterator[Any],
    result: Callable[[Answer], R],
    raised: bool,
    progress: bool | None,
    total: int | None,
) -> Iterator[R]:
    stream = query.stream(handed_each(items, raised))
    bar = _bar(progress, total)
    try:
        for answer in stream:
            found = result(answer)
            if raised:
                found.raise_for_status()
            if bar is not None:
                bar.update()
            yield found
    finally:
        stream.close()
        if bar is not None:
            bar.close()


def _bar(progress: bool | None, total: int | None) -> Any:
    """A bar of tqdm, where it is wanted, or where nothing is said, a terminal looks on and there is much to do."""
    if progress is None:
        progress = sys.stderr is not None and sys.stderr.isatty() and (total is None or total > 10)
    if not progress:
        return None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm(total=total, unit="structure")


def _reading(
    block: str | None,
    merge: float,
    disorder: str,
    charges: Mapping[str, float] | None,
    as_listed: bool,
    strict: bool,
) -> dict[str, Any]:
    return {
        "block": block,
        "merge": merge,
        "disorder": disorder,
        "charges": charges,
        "as_listed": as_listed,
        "strict": strict,
    }


@overload
def inspect(structure: StructureLike, **options: Unpack[ReadingOptions]) -> Inspection: ...
@overload
def inspect(structure: Many, **options: Unpack[ReadingOptions]) -> Results[Inspection]: ...
@overload
def inspect(structure: Iterator[Any], **options: Unpack[ReadingOptions]) -> Iterator[Inspection]: ...
def inspect(
    structure: Any,
    *,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
    threads: int | None = None,
    errors: Literal["record", "raise"] = "record",
    progress: bool | None = None,
) -> Any:
    """What is read of a structure: formula, cell, space group, sites with occupancies and charges, diagnostics.

    Parameters
    ----------
    structure : StructureLike, list or iterator of them
        A path of a file in any format that hecs reads, the bytes of one, a `pymatgen.core.Structure`, an `ase.Atoms`, a dict
        of pymatgen or OPTIMADE, a `Structure`. A list is answered in parallel and in order as `Results`; an iterator as
        an iterator of results, whose memory does not grow with its length.
    block : str, optional
        Data block of a CIF to read; the first with atoms unless it is given.
    merge : float
        Positions nearer than this are one site, Å.
    disorder : str
        ``"all"``, ``"major"`` (the fuller group of each assembly), or the name of a group.
    charges : mapping of str to float, optional
        Oxidation states (e) in place of those of the structure or of the charge balance, such as ``{"V": 3}``.
    as_listed : bool
        Read every row of the atoms as written: nothing repeated is left out.
    strict : bool
        Treat warnings of the reader as errors.
    threads : int, optional
        Threads that work at once; one for each core unless it is given. No number depends on it.
    errors : {"record", "raise"}
        Of lists and iterators: whether a structure without an answer is a result that says so (``ok`` is false), or an
        exception. One structure alone always raises.
    progress : bool, optional
        Show a bar of tqdm for a list; on terminals unless it is given.

    Returns
    -------
    Inspection, Results of them, or an iterator of them

    Raises
    ------
    HecsError
        Of the class of its family, with ``code``, ``place`` and ``remedy``.

    Warns
    -----
    HecsWarning
        Of the class of its family, with ``code``: what is to be known of the answer. Lists give one for each code.

    Examples
    --------
    >>> import hecs
    >>> found = hecs.inspect(hecs.examples.LI3OCL)
    >>> found.formula, found.space_group.number, found.cell.a
    ('Li3 O Cl', 221, 3.91)
    >>> [site.label for site in found.sites]
    ['Li1', 'O1', 'Cl1']
    """
    reading = _reading(block, merge, disorder, charges, as_listed, strict)
    query = Query(words("inspect", **reading), threads=threads_of(threads))
    return _asked(query, structure, Inspection, errors, progress)


@overload
def barriers(structure: StructureLike, **options: Unpack[BarrierOptions]) -> Barriers: ...
@overload
def barriers(structure: Many, **options: Unpack[BarrierOptions]) -> Results[Barriers]: ...
@overload
def barriers(structure: Iterator[Any], **options: Unpack[BarrierOptions]) -> Iterator[Barriers]: ...
def barriers(
    structure: Any,
    *,
    ion: str = "Li+",
    like: Literal["bvlain"] | None = None,
    spacing: float | None = None,
    cutoff: float | None = None,
    model: Literal["softbv", "spse"] = "softbv",
    radii: Literal["softbv", "cordero"] | None = None,
    charge_scaling: bool | None = None,
    refine: bool | None = None,
    symmetry: Literal["as-given", "find"] = "as-given",
    memory: float | None = None,
    fixed: Iterable[str] = (),
    insert: bool = False,
    void_radii: bool = False,
    points: ArrayLike | None = None,
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
    errors: Literal["record", "raise"] = "record",
    progress: bool | None = None,
) -> Any:
    """Bond-valence site energy map and migration barriers in one, two and three dimensions.

    Parameters
    ----------
    structure : StructureLike, list or iterator of them
        As in `inspect`.
    ion : str
        The mobile ion, such as ``"Na+"``.
    like : {"bvlain"}, optional
        Conventions of another program where it differs; what is given beside it goes before them.
    spacing : float, optional
        Distance between grid points to aim at, Å; 0.1 unless it is given.
    cutoff : float, optional
        Range of the pair energies, Å; 10 unless it is given.
    model : {"softbv", "spse"}
        Every species with its own Morse parameters, or the emulation of the published activation energies.
    radii : {"softbv", "cordero"}, optional
        Covalent radii of the screened repulsion.
    charge_scaling : bool, optional
        Scale the repulsion so that all charges balance; true unless it is given.
    refine : bool, optional
        Refine minimum and saddle points on the analytic potential; true unless it is given.
    symmetry : {"as-given", "find"}
        What the structure states, or what its positions have within 0.01 Å: for structures in P1, as those of ASE and pymatgen
        are, which are then as quick as those with symmetry.
    memory : float, optional
        GiB that the maps in work may need together.
    fixed : iterable of str
        Labels of sites of the mobile element that stay in the framework.
    insert : bool
        Put the ion into a structure that does not hold it, an empty host.
    void_radii : bool
        Also the radii of the largest spheres that percolate the voids, Å.
    points : array_like, shape (N, 3), optional
        Fractional points whose energies are wanted.
    orderings : int or "auto", optional
        Also the barriers of so many orderings of what is disordered, every species but the mobile ion on whole positions of a
        supercell, drawn at random; ``"auto"`` draws 16, and 64 where some percolate and others do not.
    supercell : iterable of int, optional
        How often the cell is repeated along its axes for the orderings; chosen by size unless it is given.
    seed : int
        Seed that the orderings are drawn with.
    block, merge, disorder, charges, as_listed, strict, threads, errors, progress
        As in `inspect`.

    Returns
    -------
    Barriers, Results of them, or an iterator of them
        Energies in eV above the minimum.

    Examples
    --------
    >>> import hecs
    >>> found = hecs.barriers(hecs.examples.LI3OCL, spacing=0.2)
    >>> round(found.e_3d, 3), found.barriers["3d"].refined == found.e_3d
    (0.492, True)
    """
    options = {
        "ion": ion,
        "like": like,
        "spacing": spacing,
        "cutoff": cutoff,
        "model": model,
        "radii": radii,
        "charge_scaling": switch(charge_scaling),
        "refine": switch(refine),
        "symmetry": symmetry,
        "memory": memory,
        "fixed": fixed,
        "insert": insert,
        "void_radii": void_radii,
        **ordered(orderings, supercell, seed),
    }
    reading = _reading(block, merge, disorder, charges, as_listed, strict)
    line = words("bvse", **options, **reading)
    wanted = None if points is None else points_of(points)
    query = Query(line, points=wanted, threads=threads_of(threads))
    return _asked(query, structure, Barriers, errors, progress)


def points_of(points: ArrayLike) -> NDArray[np.float64]:
    """Fractional points as the native half borrows them."""
    import numpy as np

    try:
        found = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise OptionError(f"points: numbers are expected: {error}", code="usage") from error
    if found.ndim != 2:
        raise OptionError(f"points: an array of shape (N, 3) is expected, not {found.shape}", code="usage")
    return found


@overload
def paths(structure: StructureLike, **options: Unpack[PathOptions]) -> Paths: ...
@overload
def paths(structure: Many, **options: Unpack[PathOptions]) -> Results[Paths]: ...
@overload
def paths(structure: Iterator[Any], **options: Unpack[PathOptions]) -> Iterator[Paths]: ...
def paths(
    structure: Any,
    *,
    ion: str = "Li+",
    spacing: float | None = None,
    cutoff: float = 10.0,
    level: float | None = None,
    host: Literal["rigid", "elastic"] = "rigid",
    springs: str | float | None = None,
    others: Literal["removed", "fixed"] | None = None,
    from_: ArrayLike | None = None,
    to: ArrayLike | None = None,
    fixed: Iterable[str] = (),
    insert: bool = False,
    memory: float | None = None,
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
    errors: Literal["record", "raise"] = "record",
    progress: bool | None = None,
) -> Any:
    """Sites and hops of the mobile ion, or one hop with its minimum-energy path.

    Parameters
    ----------
    structure : StructureLike, list or iterator of them
        As in `inspect`.
    ion : str
        The mobile ion.
    spacing : float, optional
        Distance between grid points to aim at, Å; 0.1 unless it is given.
    cutoff : float
        Range of the pair energies, Å.
    level : float, optional
        Energy above the lowest site up to which every hop is looked for, eV.
    host : {"rigid", "elastic"}
        Whether the host gives way to the ion; rigid barriers are there in both.
    springs : {"S", "F", "adp"} or float, optional
        Springs of an elastic host, or one stiffness in eV/Å².
    others : {"removed", "fixed"}, optional
        What becomes of the other ions of the mobile element.
    from_, to : array_like, shape (3,), optional
        Fractional ends of one hop, not wrapped into the cell: the answer is that hop in place of the network.
    fixed, insert, memory, orderings, supercell, seed
        As in `barriers`.
    block, merge, disorder, charges, as_listed, strict, threads, errors, progress
        As in `inspect`.

    Returns
    -------
    Paths, Results of them, or an iterator of them
        Energies in eV above the lowest site.

    Examples
    --------
    >>> import hecs
    >>> found = hecs.paths(hecs.examples.LI3OCL, spacing=0.2)
    >>> found.sites[0].label, found.site_fract.shape[1], found.hop_ends.shape[1:]
    ('Li1', 3, (2, 3))
    """
    options = {
        "ion": ion,
        "spacing": spacing,
        "cutoff": cutoff,
        "level": level,
        "host": host,
        "springs": springs,
        "others": others,
        "from": vector("from_", from_),
        "to": vector("to", to),
        "fixed": fixed,
        "insert": insert,
        "memory": memory,
        **ordered(orderings, supercell, seed),
    }
    reading = _reading(block, merge, disorder, charges, as_listed, strict)
    query = Query(words("paths", **options, **reading), threads=threads_of(threads))
    return _asked(query, structure, Paths, errors, progress)


@overload
def describe(
    structure: StructureLike, *, set: Literal["argyrodite"] = ..., **options: Unpack[DescribeOptions]
) -> Descriptors: ...
@overload
def describe(
    structure: Many, *, set: Literal["argyrodite"] = ..., **options: Unpack[DescribeOptions]
) -> Results[Descriptors]: ...
@overload
def describe(
    structure: Iterator[Any], *, set: Literal["argyrodite"] = ..., **options: Unpack[DescribeOptions]
) -> Iterator[Descriptors]: ...
@overload
def describe(
    structure: StructureLike, *, set: Literal["generic"], **options: Unpack[FeatureOptions]
) -> Features: ...
@overload
def describe(
    structure: Many, *, set: Literal["generic"], **options: Unpack[FeatureOptions]
) -> Results[Features]: ...
@overload
def describe(
    structure: Iterator[Any], *, set: Literal["generic"], **options: Unpack[FeatureOptions]
) -> Iterator[Features]: ...
def describe(
    structure: Any,
    *,
    set: Literal["argyrodite", "generic"] = "argyrodite",
    s_conf_li_as_published: bool = False,
    ion: str | None = None,
    spacing: float | None = None,
    explain: bool = False,
    prototype: str | os.PathLike[str] | None = None,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
    threads: int | None = None,
    errors: Literal["record", "raise"] = "record",
    progress: bool | None = None,
) -> Any:
    """The 32 hierarchical descriptors of a cubic argyrodite (doi:10.1016/j.scib.2021.04.029), or features of any electrolyte.

    Parameters
    ----------
    structure : StructureLike, list or iterator of them
        As in `inspect`.
    set : {"argyrodite", "generic"}
        The 32 descriptors of cubic argyrodites, or the 54 features of an electrolyte of any family.
    s_conf_li_as_published : bool
        Of the argyrodites: entropy of the lithium with the slip of the published table, for comparison only.
    ion : str, optional
        Of the generic set: the mobile ion; ``"Li+"`` unless it is given.
    spacing : float, optional
        Of the generic set: distance between grid points of the map behind the pathways, Å; 0.1 unless it is given.
    explain : bool
        Of the generic set: also which sites play which part, which hop has which window, and how features are computed.
    prototype : str or path, optional
        Of the generic set: adds the special descriptors of a prototype, by its name (``"argyrodite"``, ``"garnet"``,
        ``"NASICON"``, …), or a TOML file of one of your own, or a folder of such files.
    block, merge, disorder, charges, as_listed, strict, threads, errors, progress
        As in `inspect`.

    Returns
    -------
    Descriptors or Features, Results of them, or an iterator of them
        Lengths in Å, volumes and polarizabilities in Å³; of the argyrodites angles in °, entropies in units of k_B, masses
        in Da; of the generic set energies in eV, entropies in J/(mol K). In frames a feature without a value is NaN.

    Raises
    ------
    OptionError
        Where an option is of the other set.

    Examples
    --------
    >>> import hecs
    >>> hecs.describe([hecs.examples.LI3OCL])[0].status
    'failed'
    >>> found = hecs.describe(hecs.examples.LI3OCL, set="generic", spacing=0.3, explain=True)
    >>> len(found.features) + len(found.missing), found.prototype
    (54, 'antiperovskite')
    >>> [(site.label, site.part) for site in found.parts]
    [('Li1', 'mobile'), ('O1', 'free anion'), ('Cl1', 'free anion')]
    """
    reading = _reading(block, merge, disorder, charges, as_listed, strict)
    of_set = {
        "set": set,
        "s_conf_li_as_published": s_conf_li_as_published,
        "ion": ion,
        "spacing": spacing,
        "explain": explain,
        "prototype": prototype,
    }
    query = Query(words("describe", **of_set, **reading), threads=threads_of(threads))
    if set == "generic":
        return _asked(query, structure, Features, errors, progress)
    return _asked(query, structure, Descriptors, errors, progress)


@overload
def predict(structure: StructureLike, *, model: PredictModel, **options: Unpack[ReadingOptions]) -> Prediction: ...
@overload
def predict(structure: Many, *, model: PredictModel, **options: Unpack[ReadingOptions]) -> Results[Prediction]: ...
@overload
def predict(
    structure: Iterator[Any], *, model: PredictModel, **options: Unpack[ReadingOptions]
) -> Iterator[Prediction]: ...
@overload
def predict(
    *,
    model: PredictModel,
    table: Any,
    name: str | None = ...,
    missing: Literal["refuse", "mean", "nipals"] | None = ...,
    threads: int | None = ...,
) -> Results[Prediction]: ...
def predict(
    structure: Any = None,
    *,
    model: Any,
    table: Any = None,
    name: str | None = None,
    missing: Literal["refuse", "mean", "nipals"] | None = None,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
    threads: int | None = None,
    errors: Literal["record", "raise"] = "record",
    progress: bool | None = None,
) -> Any:
    """What a fitted model predicts, for structures or for the rows of a table.

    Parameters
    ----------
    structure : StructureLike, list or iterator of them, optional
        As in `inspect`.
    model : Model, result of `fit`, path or text
        The model.
    table : path, bytes of a CSV file, or DataFrame, optional
        Predict its rows instead; it has a column for each descriptor of the model.
    name : str, optional
        Column of the table with the names of its rows.
    missing : {"refuse", "mean", "nipals"}, optional
        What is done with missing values; what the model was fitted with unless it is given.
    block, merge, disorder, charges, as_listed, strict, threads, errors, progress
        As in `inspect`.

    Returns
    -------
    Prediction, Results of them, or an iterator of them
        With interval, and whether it is inside the model's domain.
    """
    text = model_text(model)
    if (structure is None) == (table is None):
        raise OptionError("give structures or table=, one of the two", code="usage")
    if table is not None:
        from ._tables import predictions

        return predictions(text, table, name, missing, threads_of(threads))
    reading = _reading(block, merge, disorder, charges, as_listed, strict)
    query = Query(words("predict", model="-", missing=missing, **reading), model=text, threads=threads_of(threads))
    return _asked(query, structure, Prediction, errors, progress)


class Page:
    """A page of HTML that needs no network: `save` it, or look at it in a notebook."""

    __slots__ = ("html",)
    html: str

    def __init__(self, text: str) -> None:
        self.html = text

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the page and gives its path."""
        out = Path(path)
        out.write_text(self.html, encoding="utf-8")
        return out

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{html.escape(self.html, quote=True)}" sandbox="allow-scripts" loading="lazy" '
            'style="width:100%;height:42rem;border:1px solid #8886" title="hecs"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<Page of {len(self.html) // 1024} kB>"


def report(
    structure: Any = None,
    *,
    ion: str = "Li+",
    host: Literal["rigid", "elastic"] = "elastic",
    model: Any = None,
    out: str | os.PathLike[str] | None = None,
    table: Any = None,
    response: str | None = None,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
    **options: Any,
) -> Page:
    """One page of structures with their barriers, descriptors and pathways in 3D, or of a model of a table.

    Parameters
    ----------
    structure : StructureLike, list or iterator of them, optional
        As in `inspect`. Those that cannot be read are left out with a warning.
    ion : str
        The mobile ion.
    host : {"rigid", "elastic"}
        Whether hops are followed in a host that gives way to the ion, too.
    model : Model, result of `fit`, path or text, optional
        Adds what it predicts.
    out : path, optional
        Writes the page.
    table : path, bytes of a CSV file, or DataFrame, optional
        The page shows a model of this table instead, of the column `response`.
    response : str, optional
        The column to predict.
    block, merge, disorder, charges, as_listed, strict, threads, progress
        As in `inspect`.
    **options
        With `table`, options of `fit`, and ``permutations`` (int) of the test of chance.

    Returns
    -------
    Page

    Examples
    --------
    >>> import hecs
    >>> page = hecs.report(hecs.examples.LI3OCL, host="rigid")
    >>> page.html.startswith("<!doctype html>")
    True
    """
    count = threads_of(threads)
    if table is not None:
        from ._tables import page_of_table

        page = Page(page_of_table(table, response, options, count))
    else:
        if options:
            raise OptionError(f"{next(iter(options))}: no option of a page of structures", code="usage")
        reading = _reading(block, merge, disorder, charges, as_listed, strict)
        text = None if model is None else model_text(model)
        query = Query(words("report", ion=ion, host=host, **reading), model=text, threads=count)
        items = structure if is_many(structure) else [structure]
        bar = _bar(progress, None)
        answers = []
        for answer in query.stream(handed_each(iter(items), is_raised=not is_many(structure))):
            answers.append(answer)
            if bar is not None:
                bar.update()
        failed = [answer for answer in answers if answer.status == "failed"]
        made = query.page(answers)
        if made is None:
            first = failed[0] if failed else None
            if first is None:
                raise OptionError("there is no structure to make a page of", code="usage")
            raise error_of(first.code or "error", first.message or "", first.place, first.remedy)
        warn([(answer.code or "error", answer.message or "") for answer in failed], depth=2)
        page = Page(made)
    if out is not None:
        page.save(out)
    return page


def structure(
    given: StructureLike,
    *,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
) -> Structure:
    """The structure of a file or object, with oxidation states and occupancies, to be asked about or converted.

    Parameters
    ----------
    given : StructureLike
        As in `inspect`.
    block, merge, disorder, charges, as_listed, strict
        As in `inspect`.

    Returns
    -------
    Structure

    Examples
    --------
    >>> import hecs
    >>> found = hecs.structure(hecs.examples.LI3OCL)
    >>> found.formula, found.lattice.shape
    ('Li3 O Cl', (3, 3))
    """
    reading = _reading(block, merge, disorder, charges, as_listed, strict)
    return Query(words("inspect", **reading), threads=1).read(handed(given))


def structures(
    given: StructureLike,
    *,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
) -> Iterator[Structure]:
    """The structures of a file that holds many, one after the other in constant memory.

    Parameters
    ----------
    given : path or bytes
        CIF of any number of blocks, extended XYZ, JSON lines of pymatgen or OPTIMADE; plain, .gz, .zst, in .tar or .zip.
    merge, disorder, charges, as_listed, strict
        As in `inspect`.

    Returns
    -------
    iterator of Structure
        What cannot be read is a `Structure` that says why where it is asked about.

    Examples
    --------
    >>> import hecs
    >>> [found.formula for found in hecs.inspect(hecs.structures(hecs.examples.LI3OCL))]
    ['Li3 O Cl']
    """
    reading = _reading(None, merge, disorder, charges, as_listed, strict)
    return Structures(Query(words("inspect", **reading), threads=1), handed(given))
