"""Maps, energies and networks as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import hecs


def lowest_point(cif: bytes) -> tuple[int, ...]:
    """Where on the grid the energy is lowest."""
    field: hecs.EnergyMap = hecs.energy_map(cif, spacing=0.3)
    energies: NDArray[np.float32] = field.energies
    return tuple(int(i) for i in np.unravel_index(int(energies.argmin()), field.grid))


def steepest(cif: bytes, points: NDArray[np.float64]) -> float:
    """The largest force on the ion, eV/Å."""
    _, gradients = hecs.energies(cif, points, gradients=True)
    return float(np.linalg.norm(gradients, axis=1).max())


def connections(cif: bytes) -> list[tuple[int, int]]:
    """Which sites are joined by hops."""
    network: hecs.Paths = hecs.paths(cif, host="elastic", spacing=0.3)
    return [(int(a), int(b)) for a, b in network.hop_sites[:, :2]]


if __name__ == "__main__":
    print(lowest_point(hecs.examples.LI3OCL), connections(hecs.examples.LI3OCL))
