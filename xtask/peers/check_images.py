"""Reads images of a hop with ASE and pymatgen and starts a NEB of ASE from them:

check_images.py FOLDER

FOLDER holds 00/POSCAR, 00/image.cif, 01/... and images.extxyz of one hop. What is not installed is
skipped with a message."""

import glob
import os
import sys

folder = sys.argv[1]
poscars = sorted(glob.glob(os.path.join(folder, "[0-9][0-9]", "POSCAR")))
failures = 0


def check(name, holds):
    global failures
    failures += not holds
    print(f"{name}: {'yes' if holds else 'NO'}")


try:
    import numpy
    from ase.calculators.morse import MorsePotential
    from ase.io import read
    from ase.mep import NEB
    from ase.optimize import FIRE

    images = [read(path) for path in poscars]
    frames = read(os.path.join(folder, "images.extxyz"), index=":")
    symbols = images[0].get_chemical_symbols()
    same = all(image.get_chemical_symbols() == symbols for image in images + frames)
    check(f"ASE: {len(images)} images of the same {len(symbols)} atoms in POSCAR and extended XYZ", same)

    def moved(a, b):
        step = a.get_scaled_positions() - b.get_scaled_positions()
        step -= numpy.round(step)
        return numpy.linalg.norm(step @ a.cell.array, axis=1)

    equal = all(moved(a, b).max() < 1e-6 for a, b in zip(images, frames))
    check("ASE: POSCAR and extended XYZ hold the same positions", equal)
    steps = [moved(a, b) for a, b in zip(images, images[1:])]
    check("ASE: only the first atom moves", all(step[1:].max() < 1e-6 < step[0] for step in steps))
    for image in images:
        image.calc = MorsePotential(epsilon=0.2, rho0=4.0, r0=2.2, rcut1=4.0, rcut2=5.0)
    path = NEB(images)
    before = numpy.abs(path.get_forces()).max()
    FIRE(path, logfile=None).run(steps=3)
    forces = numpy.abs(path.get_forces()).max()
    check(f"ASE: a NEB starts from them, largest force {before:.2f} eV/A at the start", numpy.isfinite(forces))
except ImportError as error:
    print(f"skipped: {error}")

try:
    import numpy
    from pymatgen.core import Structure

    structures = [Structure.from_file(path) for path in poscars]
    cifs = [Structure.from_file(os.path.join(os.path.dirname(p), "image.cif")) for p in poscars]
    species = [str(site.specie) for site in structures[0]]
    same = all([str(site.specie) for site in s] == species for s in structures)
    check(f"pymatgen: {len(structures)} POSCAR of the same {len(species)} atoms", same)
    compositions = all(
        a.composition.reduced_formula == c.composition.element_composition.reduced_formula and len(a) == len(c)
        for a, c in zip(structures, cifs)
    )
    check("pymatgen: the CIF hold the same composition", compositions)
    closest = min(s.distance_matrix[numpy.triu_indices(len(s), 1)].min() for s in structures)
    check(f"pymatgen: no pair nearer than 1.2 A, the closest {closest:.3f} A", closest > 1.2)
except ImportError as error:
    print(f"skipped: {error}")

sys.exit(failures > 0)
