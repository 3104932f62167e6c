"""A `Structure` as an object of pymatgen or ASE, with its occupancies and oxidation states."""

from __future__ import annotations

from typing import Any

from ._errors import InputError, warn
from ._hecs import Structure

FULL = 1e-8
"""A site is full within this much."""


def to_pymatgen(structure: Structure) -> Any:
    """As `pymatgen.core.Structure`: disordered sites hold several species, oxidation states decorate them."""
    from pymatgen.core import Element, Lattice, Species
    from pymatgen.core import Structure as Crystal

    species, positions, labels = [], [], []
    overfull: list[str] = []
    for label, kinds, places in structure.sites:
        filled: dict[Any, float] = {}
        for element, charge, occupancy in kinds:
            kind = Element(element) if charge is None else Species(element, charge)
            filled[kind] = filled.get(kind, 0.0) + occupancy
        # Rounded occupancies of diffraction add up to 1.0001 here and there, which pymatgen refuses and its own reader of
        # CIF scales, too.
        total = sum(filled.values())
        if total > 1.0 + FULL:
            filled = {kind: occupancy / total for kind, occupancy in filled.items()}
            overfull.append(f"{label} {total:.6g}")
        for place in places:
            species.append(filled)
            positions.append(place)
            labels.append(label)
    if overfull:
        words = f"occupancies of {', '.join(overfull)} are scaled to 1, above which pymatgen holds none"
        warn([("occupancy-scaled", words)], structure.name, depth=2)
    return Crystal(Lattice(structure.lattice), species, positions, labels=labels)


def to_ase(structure: Structure) -> Any:
    """As `ase.Atoms`: the first species of a site is the atom, occupancies are where `ase.io` has them, oxidation states
    are the array ``oxidation_states``."""
    import numpy as np
    from ase import Atoms

    symbols, positions, charges, kinds = [], [], [], []
    occupancies: dict[str, dict[str, float]] = {}
    oxidation: dict[str, dict[str, float]] = {}
    is_disordered = False
    for number, (_, species, places) in enumerate(structure.sites):
        filled: dict[str, float] = {}
        for element, _, occupancy in species:
            filled[element] = filled.get(element, 0.0) + occupancy
        states = _states(structure, species)
        if states:
            oxidation[str(number)] = states
        is_disordered |= len(filled) > 1 or abs(sum(filled.values()) - 1.0) > FULL
        occupancies[str(number)] = filled
        for place in places:
            symbols.append(species[0][0])
            positions.append(place)
            charges.append(species[0][1])
            kinds.append(number)
    atoms = Atoms(symbols, scaled_positions=positions, cell=structure.lattice, pbc=True)
    if is_disordered:
        atoms.info["occupancy"] = occupancies
        # The states of the other species of shared sites, which no array of atoms has room for.
        atoms.info["oxidation_states"] = oxidation
        atoms.set_array("spacegroup_kinds", np.array(kinds, dtype=int))
    if charges and all(charge is not None for charge in charges):
        atoms.set_array("oxidation_states", np.array(charges, dtype=float))
    return atoms


def _states(structure: Structure, species: list[tuple[str, float | None, float]]) -> dict[str, float]:
    """Oxidation states by element; two of one element on one site are more than ASE can hold."""
    states: dict[str, float] = {}
    for element, charge, _ in species:
        if charge is None:
            continue
        if states.setdefault(element, charge) != charge:
            raise InputError(
                f"{structure.name}: a site holds {element} in two oxidation states, which an Atoms of ASE cannot hold; use "
                "to_pymatgen()",
                code="cannot-hold",
                place=structure.name,
                remedy="use to_pymatgen()",
            )
    return states
