"""Energy maps, energies at points, and images of hops: arrays of NumPy and structures of other libraries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from . import _hecs
from ._errors import OptionError, error_of, warn
from ._hecs import Query, Structure
from ._records import Barriers, Paths
from ._sources import StructureLike, handed
from ._structures import _reading, points_of
from ._words import switch, threads_of, vector, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


class EnergyMap:
    """A field over the unit cell.

    Attributes
    ----------
    energies : ndarray of float32, shape (nx, ny, nz)
        Values at the fractional points ``(i / nx, j / ny, k / nz)``; eV for energies. Not copied from where it was computed.
    grid : tuple of int
        Points along the three axes.
    lattice : ndarray of float64, shape (3, 3)
        Cell vectors as rows, Å.
    quantity : str
        What the values are, with the unit.
    record : Barriers
        What else was found: barriers of the grid, charges, notes.
    """

    __slots__ = ("energies", "lattice", "quantity", "record")
    energies: NDArray[np.float32]
    lattice: NDArray[np.float64]
    quantity: str
    record: Barriers

    def __init__(
        self, energies: NDArray[np.float32], lattice: NDArray[np.float64], quantity: str, record: Barriers
    ) -> None:
        self.energies = energies
        self.lattice = lattice
        self.quantity = quantity
        self.record = record

    @property
    def grid(self) -> tuple[int, int, int]:
        """Points along the three axes."""
        nx, ny, nz = self.energies.shape
        return nx, ny, nz

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        import numpy as np

        return np.array(self.energies, dtype=dtype) if copy else np.asarray(self.energies, dtype=dtype)

    def __repr__(self) -> str:
        nx, ny, nz = self.grid
        return f"<EnergyMap of {nx}×{ny}×{nz} points, {self.quantity}>"


def energy_map(
    structure: StructureLike,
    *,
    ion: str = "Li+",
    quantity: Literal["bvse", "bvel", "bvs", "mismatch", "void"] = "bvse",
    like: Literal["bvlain"] | None = None,
    spacing: float | None = None,
    cutoff: float | None = None,
    radii: Literal["softbv", "cordero"] | None = None,
    charge_scaling: bool | None = None,
    memory: float | None = None,
    fixed: Iterable[str] = (),
    insert: bool = False,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
    threads: int | None = None,
) -> EnergyMap:
    """The energy of the mobile ion, or another field, over the unit cell.

    Parameters
    ----------
    structure : StructureLike
        As in `inspect`.
    quantity : {"bvse", "bvel", "bvs", "mismatch", "void"}
        Site energy (eV), energy landscape with the full Morse depth (eV), bond-valence sum (valence units), its deviation
        from the charge (valence units), distance to the nearest ion surface (Å).
    ion, like, spacing, cutoff, radii, charge_scaling, memory, fixed, insert
        As in `barriers`.
    block, merge, disorder, charges, as_listed, strict, threads
        As in `inspect`.

    Returns
    -------
    EnergyMap

    Examples
    --------
    >>> import hecs
    >>> found = hecs.energy_map(hecs.examples.LI3OCL, spacing=0.4)
    >>> found.energies.shape == found.grid, found.energies.dtype.name, found.lattice.shape
    (True, 'float32', (3, 3))
    """
    line = words(
        "bvse", ion=ion, quantity=quantity, like=like, spacing=spacing, cutoff=cutoff, radii=radii,
        charge_scaling=switch(charge_scaling), memory=memory, fixed=fixed, insert=insert, refine="off", map="map.npy",
        **_reading(block, merge, disorder, charges, as_listed, strict),
    )  # fmt: skip
    query = Query(line, threads=threads_of(threads))
    field, answer = _hecs.energy_map(query, handed(structure))
    record = Barriers(answer.json, query.header, answer.row, answer).raise_for_status()
    if field is None:
        raise error_of("bug", "there is no map")
    warn(answer.notes, depth=2)
    values, named, lattice = field
    return EnergyMap(values, lattice, named, record)


def energies(
    structure: StructureLike,
    points: ArrayLike,
    *,
    gradients: bool = False,
    ion: str = "Li+",
    cutoff: float | None = None,
    radii: Literal["softbv", "cordero"] | None = None,
    charge_scaling: bool | None = None,
    fixed: Iterable[str] = (),
    insert: bool = False,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
    threads: int | None = None,
) -> Any:
    """Bond-valence site energies at any points, from the analytic potential.

    Parameters
    ----------
    structure : StructureLike
        As in `inspect`.
    points : array_like of float64, shape (N, 3)
        Fractional points; an array of this type is read where it is.
    gradients : bool
        Also the gradients.
    ion, cutoff, radii, charge_scaling, fixed, insert
        As in `barriers`.
    block, merge, disorder, charges, as_listed, strict, threads
        As in `inspect`.

    Returns
    -------
    energies : ndarray of float64, shape (N,)
        eV.
    gradients : ndarray of float64, shape (N, 3)
        Cartesian, eV/Å; only where they are asked for.

    Examples
    --------
    >>> import hecs
    >>> energy, gradient = hecs.energies(hecs.examples.LI3OCL, [[0.0, 0.5, 0.5]], gradients=True)
    >>> energy.shape, gradient.shape, bool(abs(gradient).max() < 1e-9)
    ((1,), (1, 3), True)
    """
    line = words(
        "bvse", ion=ion, cutoff=cutoff, radii=radii, charge_scaling=switch(charge_scaling), fixed=fixed, insert=insert,
        **_reading(block, merge, disorder, charges, as_listed, strict),
    )  # fmt: skip
    query = Query(line, threads=threads_of(threads))
    found, slopes = _hecs.energies(query, handed(structure), points_of(points), gradients)
    return (found, slopes) if gradients else found


class Images(NamedTuple):
    """The images of a hop, both ends included; the first atom of each is the ion that moves.

    Attributes
    ----------
    hop : int
        Number of the hop in the network; 0 for one that was asked for by its ends.
    supercell : tuple of int
        How often the cell is repeated along its axes.
    mechanism : str
        ``"vacancy"``, ``"vacancy-interstitial"`` or ``"interstitial"``.
    closest : float
        Least distance of the ion from another atom, Å.
    frames : list
        The images, as they were asked for.
    """

    hop: int
    supercell: tuple[int, int, int]
    mechanism: str
    closest: float
    frames: list[Any]


def images(
    structure: StructureLike,
    *,
    images: int = 7,
    as_: Literal["pymatgen", "ase", "hecs"] = "pymatgen",
    images_host: Literal["rigid", "elastic"] = "rigid",
    springs: str | float | None = None,
    ion: str = "Li+",
    spacing: float | None = None,
    cutoff: float = 10.0,
    others: Literal["removed", "fixed"] | None = None,
    from_: ArrayLike | None = None,
    to: ArrayLike | None = None,
    fixed: Iterable[str] = (),
    insert: bool = False,
    memory: float | None = None,
    block: str | None = None,
    merge: float = 0.01,
    disorder: str = "all",
    charges: Mapping[str, float] | None = None,
    as_listed: bool = False,
    strict: bool = False,
    threads: int | None = None,
) -> list[Images]:
    """Images of the hops that decide the barriers, or of one hop, from which a calculation from first principles starts.

    Parameters
    ----------
    structure : StructureLike
        As in `inspect`; ordered.
    images : int
        Images between the ends.
    as_ : {"pymatgen", "ase", "hecs"}
        What they are: `pymatgen.core.Structure`, `ase.Atoms` or `Structure`.
    images_host : {"rigid", "elastic"}
        Whether the host gives way between the ends.
    springs, ion, spacing, cutoff, others, from_, to, fixed, insert, memory
        As in `paths`.
    block, merge, disorder, charges, as_listed, strict, threads
        As in `inspect`.

    Returns
    -------
    list of Images

    Examples
    --------
    >>> import hecs
    >>> hop, *_ = hecs.images(hecs.examples.LI3OCL, images=3, spacing=0.2, as_="hecs")
    >>> hop.mechanism, len(hop.frames), hop.supercell
    ('vacancy', 5, (3, 3, 3))
    """
    if as_ not in ("pymatgen", "ase", "hecs"):
        raise OptionError(f'as_: "pymatgen", "ase" or "hecs" is expected, not {as_!r}', code="usage")
    options = {
        "from": vector("from_", from_),
        "to": vector("to", to),
        "spacing": spacing,
    }
    line = words(
        "paths", images=images, images_host=images_host, springs=springs, ion=ion, cutoff=cutoff, others=others,
        fixed=fixed, insert=insert, memory=memory, out="images", **options,
        **_reading(block, merge, disorder, charges, as_listed, strict),
    )  # fmt: skip
    query = Query(line, threads=threads_of(threads))
    found, answer = _hecs.images(query, handed(structure))
    Paths(answer.json, query.header, answer.row, answer).raise_for_status()
    warn(answer.notes, depth=2)
    return [
        Images(hop, (supercell[0], supercell[1], supercell[2]), mechanism, closest, [_as(frame, as_) for frame in frames])
        for hop, supercell, mechanism, closest, frames in found
    ]


def _as(frame: Structure, as_: str) -> Any:
    return frame if as_ == "hecs" else getattr(frame, f"to_{as_}")()
