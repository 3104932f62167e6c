"""Results: the records of the program as frozen objects, one or many."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ._errors import HecsError, error_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from ._hecs import Structure

Self = TypeVar("Self", bound="Result")
R = TypeVar("R", bound="Result")


def _seen(value: Any) -> Any:
    """A part of a record, frozen."""
    if isinstance(value, dict):
        return Record(value)
    if isinstance(value, list):
        return tuple(_seen(item) for item in value)
    return value


def _thawed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _thawed(item) for key, item in value.items()}
    return [_thawed(item) for item in value] if isinstance(value, list) else value


class Record(Mapping[str, Any]):
    """A part of a record: keys as attributes, or in brackets where they are no names (``barriers["3d"]``).

    It cannot be changed; `to_dict` gives a copy that can.
    """

    __slots__ = ("_fields",)
    _fields: dict[str, Any]

    def __init__(self, fields: dict[str, Any]) -> None:
        object.__setattr__(self, "_fields", fields)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "_fields":
            raise AttributeError(name)
        try:
            return _seen(self._fields[name])
        except KeyError:
            known = ", ".join(self._fields)
            raise AttributeError(f"{type(self).__name__} has no {name!r}; it has {known}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a record cannot be changed: {name}; to_dict() gives a copy that can")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a record cannot be changed: {name}; to_dict() gives a copy that can")

    def __getitem__(self, key: str) -> Any:
        return _seen(self._fields[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(key for key in self._fields if key.isidentifier())})

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Record):
            return self._fields == other._fields
        return isinstance(other, Mapping) and self._fields == dict(other)

    def __hash__(self) -> int:
        return hash(json.dumps(self._fields, sort_keys=True))

    def __repr__(self) -> str:
        fields = ", ".join(f"{key}={value!r}" for key, value in self._fields.items())
        return f"{type(self).__name__}({fields})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._fields,))

    def to_dict(self) -> dict[str, Any]:
        """The record as dicts, lists, numbers and text."""
        copy: dict[str, Any] = _thawed(self._fields)
        return copy


class Result(Record):
    """The answer about one structure, or one table: the record that the program prints.

    Attributes
    ----------
    schema : str
        Name and version of the record.
    """

    __slots__ = ("_json", "_header", "_row", "_answer", "_html")
    schema: str
    _json: str
    _header: tuple[str, ...]
    _row: tuple[str, ...]
    _answer: Any
    _html: str | None

    def __init__(
        self, text: str, header: Sequence[str] = (), row: Sequence[str] = (), answer: Any = None
    ) -> None:
        super().__init__(json.loads(text))
        for name, value in (
            ("_json", text),
            ("_header", tuple(header)),
            ("_row", tuple(row)),
            ("_answer", answer),
            ("_html", None),
        ):
            object.__setattr__(self, name, value)

    def __reduce__(self) -> tuple[Any, ...]:
        # The structure stays where it was read.
        return (type(self), (self._json, self._header, self._row))

    def to_json(self, indent: int | None = None) -> str:
        """The record as JSON, with every digit."""
        return self._json if indent is None else json.dumps(self._fields, indent=indent, ensure_ascii=False)

    def to_series(self) -> pd.Series[Any]:
        """The row of the program's CSV as a series of pandas."""
        row: pd.Series[Any] = _frame([self]).iloc[0]
        return row

    def __repr__(self) -> str:
        cells = [f"{name}={cell}" for name, cell in zip(self._header, self._row) if cell]
        return f"{type(self).__name__}({', '.join(cells)})"

    def _repr_html_(self) -> str:
        return _table(["", ""], [[name, cell] for name, cell in zip(self._header, self._row) if cell])


class StructureResult(Result):
    """The answer about one structure.

    Attributes
    ----------
    file : str
        Path as given, or what stands for it.
    entry : str or None
        Which structure of the file, where it holds several.
    ok : bool
        Whether there is an answer.
    status : str
        ``"ok"``, ``"skipped"`` (the question does not fit) or ``"failed"``.
    code, message, error : str or None
        Stable name of the reason where the status is not ``"ok"``, and the reason in words.
    formula : str or None
        The formula.
    notes : tuple of Record
        What qualifies the answer: each has ``code`` and ``message``.
    """

    __slots__ = ()
    file: str
    entry: str | None
    ok: bool
    status: str
    code: str | None
    message: str | None
    error: str | None
    formula: str | None
    notes: tuple[Record, ...]

    @property
    def structure(self) -> Structure | None:
        """The structure as it was read, with its charges; ``None`` where there is none, or after pickling."""
        found = getattr(self._answer, "structure", None)
        return found if found is not None and found.ok else None

    def raise_for_status(self: Self) -> Self:
        """This result, where there is an answer.

        Raises
        ------
        HecsError
            Where there is none.
        """
        if self._fields["ok"]:
            return self
        raise self._failure()

    def _failure(self) -> HecsError:
        answer = self._answer
        place = getattr(answer, "place", self._fields["file"])
        remedy = getattr(answer, "remedy", None)
        code, message = self._fields["code"] or "error", self._fields["message"] or "there is no answer"
        skipped = self._fields["status"] == "skipped"
        return error_of(code, message, place, remedy, self, skipped)

    def _repr_html_(self) -> str:
        if self._html is None:
            object.__setattr__(self, "_html", super()._repr_html_() + self._view())
        return self._html or ""

    def _view(self) -> str:
        """The crystal in a frame that needs no network."""
        if self.structure is None or not self._fields["ok"]:
            return ""
        from ._structures import report

        try:
            page = report(self.structure, ion=self._fields.get("ion", "Li+"), host="rigid")
        except HecsError:
            return ""
        return page._repr_html_()


class Inspection(StructureResult):
    """What was read of a structure.

    Attributes
    ----------
    composition : Record
        Atoms of each element in the cell, weighted with occupancy.
    cell : Record or None
        ``a``, ``b``, ``c`` (Å), ``alpha``, ``beta``, ``gamma`` (°), ``volume`` (Å³).
    space_group : Record or None
        ``number``, ``hm``, ``hall`` and the ``source`` of the symmetry.
    sites : tuple of Record
        Each with ``label``, ``wyckoff``, ``multiplicity``, ``fract`` (3,) and ``species``.
    n_sites, n_positions : int
        Sites of the asymmetric unit, positions in the cell.
    diagnostics : tuple of Record
        What the reader has to say: ``severity``, ``code``, ``message``, ``line``, ``column``.
    """

    __slots__ = ()
    block: str | None
    composition: Record
    formula_units: float | None
    cell: Record | None
    density_g_per_cm3: float | None
    space_group: Record | None
    n_sites: int
    n_positions: int
    sites: tuple[Record, ...]
    charges: Record | None
    unlocated: tuple[Record, ...]
    diagnostics: tuple[Record, ...]


class Barriers(StructureResult):
    """Energy map and migration barriers of an ion.

    Attributes
    ----------
    ion, model, radii : str
        The mobile ion, ``"softbv"`` or ``"spse"``, the covalent radii.
    charges : Record
        Oxidation states of each element (e).
    grid : tuple of int or None
        Points along the three axes.
    e_min, e_max, e_min_refined : float or None
        Lowest and highest energy of the grid, and the lowest minimum of the analytic potential (eV).
    barriers : Record
        ``["1d"]``, ``["2d"]``, ``["3d"]``: each with ``grid`` and ``refined`` (eV), ``directions``, ``saddle`` (3,) and
        ``note``, or ``None`` where the ion does not percolate.
    points : tuple of Record
        ``fract`` (3,) and ``energy`` (eV) of the points that were asked for.
    orderings : Record or None
        Barriers over orderings, where they were asked for: ``dimensions`` with ``share`` and quartiles of each of ``"1d"``,
        ``"2d"``, ``"3d"``, ``orderings`` one by one.
    """

    __slots__ = ()
    ion: str
    charges: Record
    model: str
    radii: str
    settings: Record
    grid: tuple[int, int, int] | None
    spacing: tuple[float, float, float] | None
    unique_points: int | None
    e_min: float | None
    e_max: float | None
    e_min_refined: float | None
    barriers: Record
    ea_steps: int | None
    points: tuple[Record, ...]
    void_radii: tuple[float | None, ...] | None
    orderings: Record | None
    seconds: Record | None

    @property
    def e_1d(self) -> float | None:
        """Barrier in one dimension, eV: refined where every dimension is, else that of the grid."""
        return self._of("E_1D_eV")

    @property
    def e_2d(self) -> float | None:
        """Barrier in two dimensions, eV, as `e_1d`."""
        return self._of("E_2D_eV")

    @property
    def e_3d(self) -> float | None:
        """Barrier in three dimensions, eV, as `e_1d`."""
        return self._of("E_3D_eV")

    def _of(self, column: str) -> float | None:
        cell = dict(zip(self._header, self._row)).get(column)
        return float(cell) if cell else None


class Paths(StructureResult):
    """Sites, hops and barriers of the migration network of an ion, or one hop.

    Attributes
    ----------
    sites : tuple of Record
        Sites by rising energy: ``id``, ``label``, ``fract`` (3,), ``multiplicity``, ``energy`` (eV).
    hops : tuple of Record
        Hops by rising energy: ``from``, ``to``, ``offset``, ``ends`` (2, 3), ``distance`` (Å), ``energy``, ``rigid`` and
        ``elastic`` barriers (eV).
    barriers : Record
        ``["1d"]``, ``["2d"]``, ``["3d"]``: where the hops percolate, eV above the lowest site.
    profiles : Record
        Energies along the easiest paths.
    hop : Record or None
        The one hop that was asked for by its ends.
    """

    __slots__ = ()
    ion: str
    charges: Record
    host: str
    springs: str | None
    others: str
    cutoff: float
    grid: tuple[int, int, int] | None
    spacing: tuple[float, float, float] | None
    level: float | None
    sites: tuple[Record, ...]
    hops: tuple[Record, ...]
    barriers: Record
    profiles: Record
    hop: Record | None
    images: tuple[Record, ...]
    orderings: Record | None
    seconds: float | None

    @property
    def site_fract(self) -> NDArray[np.float64]:
        """Fractional positions of the sites, shape (n_sites, 3)."""
        return self._array("sites", "fract", (3,))

    @property
    def site_energies(self) -> NDArray[np.float64]:
        """Energies of the sites above the lowest, eV, shape (n_sites,)."""
        return self._array("sites", "energy", ())

    @property
    def hop_ends(self) -> NDArray[np.float64]:
        """Fractional positions of the ends of the hops, unwrapped, shape (n_hops, 2, 3)."""
        return self._array("hops", "ends", (2, 3))

    @property
    def hop_saddles(self) -> NDArray[np.float64]:
        """Fractional positions of the saddle points, unwrapped, shape (n_hops, 3)."""
        return self._array("hops", "saddle", (3,))

    @property
    def hop_energies(self) -> NDArray[np.float64]:
        """Energies of the saddle points above the lowest site, eV, shape (n_hops,)."""
        return self._array("hops", "energy", ())

    @property
    def hop_barriers(self) -> NDArray[np.float64]:
        """Barriers forward and backward in the rigid host, eV, shape (n_hops, 2)."""
        import numpy as np

        both = [[hop["rigid"]["forward"], hop["rigid"]["backward"]] for hop in self._fields["hops"]]
        return np.asarray(both, dtype=np.float64).reshape(-1, 2)

    @property
    def hop_sites(self) -> NDArray[np.int64]:
        """Numbers of the sites at both ends and the cell of the second, shape (n_hops, 5)."""
        import numpy as np

        rows = [[hop["from"], hop["to"], *hop["offset"]] for hop in self._fields["hops"]]
        return np.asarray(rows, dtype=np.int64).reshape(-1, 5)

    def _array(self, part: str, key: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
        import numpy as np

        rows = [item[key] for item in self._fields[part]]
        return np.asarray(rows, dtype=np.float64).reshape(-1, *shape)


class Descriptors(StructureResult):
    """The 32 descriptors of a cubic argyrodite.

    Attributes
    ----------
    descriptors : Record
        Values by name; units are in `hecs.describe`.
    """

    __slots__ = ()
    descriptors: Record


class Features(StructureResult):
    """The 54 features of an electrolyte of any family.

    Attributes
    ----------
    ion : str
        The mobile ion.
    features : Record
        Values by name. Radii, distances, windows and lengths of hops (``r_``, ``sd_r_``, ``D_``, ``window_``, ``hop_``) are
        in Å, volumes (``V_``) and polarizabilities (``PL_``) in Å³, ``M_per_V`` in 1/Å³, ``density`` in g/cm³, barriers and
        ``site_spread`` in eV, entropies (``S_``) in J/(mol K), ``q_F`` in e, ``BVM_M`` in valence units; ``V_per_X_sphere``
        and the rest are numbers.
    missing : Record
        The features without a value, each with ``code`` and ``message`` of the reason.
    prototype : str or None
        The prototype that the structure is like; ``None`` where it is like none of those known.
    special, special_missing : Record
        Special descriptors of the prototype that was asked for, or of the one that the structure is like, and the reasons of
        those without a value.
    explanation : Record or None
        With ``explain=True``: ``sites``, ``groups``, ``framework_dimension``, ``nodes``, ``capacity``, ``prototypes``,
        ``hops`` and ``formulas`` of the features.
    """

    __slots__ = ()
    ion: str
    features: Record
    missing: Record
    prototype: str | None
    special: Record
    special_missing: Record
    explanation: Record | None

    @property
    def parts(self) -> tuple[Record, ...] | None:
        """Which part each site plays, with ``explain=True``; ``None`` without.

        Each has ``label``, ``part`` (``"mobile"``, ``"framework"``, ``"bound anion"`` or ``"free anion"``), ``reason``,
        ``class`` and ``multiplicity``.
        """
        if self.explanation is None:
            return None
        sites: tuple[Record, ...] = self.explanation.sites
        return sites

    def _view(self) -> str:
        """What has no value and why, above the crystal."""
        missing = {**self._fields["missing"], **self._fields["special_missing"]}
        rows = [[name, reason["message"]] for name, reason in missing.items()]
        return (_table(["missing", "reason"], rows) if rows else "") + super()._view()


class Prediction(StructureResult):
    """What a model makes of a structure, or of a row of a table.

    Attributes
    ----------
    name, response : str
        File or row, and what is predicted.
    value, low, high : float or None
        The value, and the ends of the interval at the model's confidence level.
    inside : bool or None
        Whether it is inside the model's domain.
    reasons : tuple of str
        What puts it outside.
    """

    __slots__ = ()
    name: str
    response: str
    unit: str | None
    value: float | None
    low: float | None
    high: float | None
    inside: bool | None
    leverage: float | None
    hotelling_t2: float | None
    q_residual: float | None
    reasons: tuple[str, ...]
    out_of_range: tuple[str, ...]


class Results(Sequence[R], Generic[R]):
    """Answers in the order of what was asked about."""

    __slots__ = ("_items",)

    def __init__(self, items: Sequence[R]) -> None:
        self._items = tuple(items)

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Results[R]: ...
    def __getitem__(self, index: int | slice) -> R | Results[R]:
        if isinstance(index, slice):
            return Results(self._items[index])
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Results) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        failed = len(self.failed)
        return f"<{len(self)} results, {failed} without an answer>"

    @property
    def failed(self) -> list[R]:
        """Those without an answer."""
        return [item for item in self._items if not item.get("ok", True)]

    def to_frame(self) -> pd.DataFrame:
        """A `pandas.DataFrame` with a row for each: the columns of the program's CSV, numbers in full precision."""
        return _frame(self._items)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The records as dicts."""
        return [item.to_dict() for item in self._items]

    def to_json(self) -> str:
        """The records as the program's JSON lines."""
        return "".join(item.to_json() + "\n" for item in self._items)

    def _repr_html_(self) -> str:
        header = list(self._items[0]._header) if self._items else []
        return _table(header, [list(item._row) for item in self._items])


def _frame(items: Sequence[Result]) -> pd.DataFrame:
    header = items[0]._header if items else ()
    return typed_frame(header, [item._row for item in items])


def typed_frame(header: Sequence[str], rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Rows of text as a frame: numbers with every digit, true and false, and text; empty cells are missing."""
    import pandas as pd

    columns = zip(*rows) if rows else ([] for _ in header)
    return pd.DataFrame({name: _typed(cells) for name, cells in zip(header, columns)}, columns=list(header))


def _typed(cells: Iterable[str]) -> list[Any]:
    given = list(cells)
    filled = [cell for cell in given if cell]
    if filled and all(cell in ("true", "false") for cell in filled):
        return [cell == "true" if cell else None for cell in given]
    for kind in (int, float):
        try:
            values: list[Any] = [kind(cell) if cell else None for cell in given]
        except ValueError:
            continue
        if kind is int and len(filled) < len(given):
            # A column of whole numbers with gaps is one of floating-point numbers, as everywhere in pandas.
            continue
        return [float("nan") if value is None else value for value in values]
    return [cell or None for cell in given]


_STYLE = "border-collapse:collapse"


def _table(header: list[str], rows: list[list[str]]) -> str:
    filled = [i for i, _ in enumerate(header) if any(row[i] for row in rows)]
    head = "".join(f"<th>{html.escape(header[i])}</th>" for i in filled)
    lines = ("".join(f"<td>{html.escape(row[i])}</td>" for i in filled) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table style="{_STYLE}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
