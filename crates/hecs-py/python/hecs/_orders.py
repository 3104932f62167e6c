"""Disordered structures as ordered ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from ._hecs import Query, Structure
from ._records import Record, Results, StructureResult
from ._sources import StructureLike
from ._structures import _asked, _reading
from ._words import threads_of, words

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._structures import Many, ReadingOptions

    class OrderOptions(ReadingOptions, total=False):
        supercell: str | Iterable[int]
        tolerance: float
        atoms: int
        exclude_distance: float | None
        neutral: bool
        count: bool
        all: bool
        sample: int | None
        lowest: int | None
        seed: int
        temperature: float | None
        chains: int | None
        sweeps: tuple[int, int] | None
        permittivity: float
        energies: bool


class Ordered(StructureResult):
    """A disordered structure as ordered ones in a supercell.

    Attributes
    ----------
    supercell : tuple of int
        Multiples of a, b and c.
    atoms, positions, operations : int
        Of the supercell; its operations with translations.
    net_charge : float or None
        Net charge of every configuration, e.
    sites : tuple of Record
        What is placed on each site: ``label``, ``positions``, ``vacant`` and ``species`` with ``occupancy`` and ``count``.
    configurations, inequivalent : str or None
        Exact numbers as decimal digits; ``int`` makes numbers of them. ``None`` where they are beyond counting.
    given : int
        Configurations in `structures`.
    rows : tuple of Record
        The first 1000 of them: ``number``, ``multiplicity``, ``energy`` (eV per supercell), ``short_range``.
    energies : Record or None
        ``lowest``, ``mean`` (eV), of chains ``acceptance``, ``chain_means``, ``gelman_rubin``.
    short_range : tuple of Record
        Warren–Cowley parameters of the first shell: ``pair``, ``distance`` (Å), ``mean``, ``deviation``.
    """

    __slots__ = ()
    task: str
    supercell: tuple[int, int, int] | None
    atoms: int
    positions: int
    operations: int | None
    net_charge: float | None
    excluded: tuple[Record, ...]
    sites: tuple[Record, ...]
    configurations: str | None
    inequivalent: str | None
    given: int
    multiplicity_sum: int | None
    seed: int | None
    energies: Record | None
    short_range: tuple[Record, ...]
    rows: tuple[Record, ...]

    @property
    def structures(self) -> list[Structure]:
        """The configurations as structures, in the order of `rows`."""
        return list(self._answer.ordered)


@overload
def order(structure: StructureLike, **options: Unpack[OrderOptions]) -> Ordered: ...
@overload
def order(structure: Many, **options: Unpack[OrderOptions]) -> Results[Ordered]: ...
@overload
def order(structure: Iterator[Any], **options: Unpack[OrderOptions]) -> Iterator[Ordered]: ...
def order(
    structure: Any,
    *,
    supercell: str | Iterable[int] = "auto",
    tolerance: float = 0.02,
    atoms: int = 200,
    exclude_distance: float | None = None,
    neutral: bool = False,
    count: bool = False,
    all: bool = False,
    sample: int | None = None,
    lowest: int | None = None,
    seed: int = 0,
    temperature: float | None = None,
    chains: int | None = None,
    sweeps: tuple[int, int] | None = None,
    permittivity: float = 1.0,
    energies: bool = False,
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
    """Ordered structures of a disordered one in a supercell: how many there are, all, samples, those of the lowest energy.

    Parameters
    ----------
    structure : StructureLike, list or iterator of them
        As in `inspect`.
    supercell : str or three int
        Multiples of a, b and c; ``"auto"`` is the smallest supercell that holds the occupancies.
    tolerance, atoms : float, int
        Of ``"auto"``: the most that an occupancy may change, and the most atoms.
    exclude_distance : float, optional
        Partly filled positions nearer than this are not filled together, Å; half the sum of their covalent radii unless it is given.
    neutral : bool
        Change the numbers of atoms to leave no net charge, where that is possible.
    count, all, sample, lowest : bool, bool, int, int
        Which configurations: none, but their exact number (so unless one of the others is given); each that symmetry does not make the
        same as another; so many, drawn with the same probability each; those of the lowest Coulomb energy.
    seed : int
        Seed of random numbers.
    temperature : float, optional
        Draw by Coulomb energy at this temperature, K, in place of uniformly.
    chains, sweeps : int, tuple of two int, optional
        Chains that are drawn from, and sweeps before the first configuration of each and from one to the next.
    permittivity : float
        Relative permittivity that divides Coulomb energies.
    energies : bool
        Give each configuration with its Coulomb energy.
    block, merge, disorder, charges, as_listed, strict, threads, errors, progress
        As in `inspect`.

    Returns
    -------
    Ordered, Results of them, or an iterator of them
        Numbers, and the configurations in ``structures``, which are all in memory: of many write a stream with the program.

    Examples
    --------
    >>> import hecs
    >>> hecs.order(hecs.examples.LI3OCL, supercell=(1, 1, 1)).configurations
    '1'
    """
    options = {
        "supercell": supercell if isinstance(supercell, str) else ",".join(str(n) for n in supercell),
        "tolerance": tolerance,
        "atoms": atoms,
        "exclude_distance": exclude_distance,
        "neutral": neutral,
        "count": count,
        "all": all,
        "sample": sample,
        "lowest": lowest,
        "seed": seed,
        "temperature": temperature,
        "chains": chains,
        "sweeps": None if sweeps is None else ",".join(str(n) for n in sweeps),
        "permittivity": permittivity,
        "energies": energies,
    }
    reading = _reading(block, merge, disorder, charges, as_listed, strict)
    query = Query(words("order", **options, **reading), threads=threads_of(threads))
    return _asked(query, structure, Ordered, errors, progress)
