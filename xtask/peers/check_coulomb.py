"""Sums Coulomb energies with pymatgen and compares them, and the time they take:

check_coulomb.py FOLDER

FOLDER holds summed.json. Without pymatgen it is skipped with a message."""

import json
import os
import sys
import time
import warnings

TOLERANCE_EV = 1e-6
# How many times faster the program is to be at 200 ions.
FASTER = 10

try:
    from pymatgen.core import Lattice, Species, Structure

    try:
        from pymatgen.analysis.ewald import EwaldSummation
    except ImportError:
        from pymatgen.core.ewald import EwaldSummation
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

warnings.filterwarnings("ignore")
with open(os.path.join(sys.argv[1], "summed.json"), encoding="utf-8") as file:
    summed = json.load(file)
worst, slow = ("", 0.0), []
for one in summed:
    species = [Species("H", charge) for charge in one["charges"]]
    structure = Structure(Lattice(one["cell"]), species, one["positions"])
    start = time.perf_counter()
    energy = EwaldSummation(structure).total_energy
    seconds = time.perf_counter() - start
    worst = max(worst, (one["name"], abs(energy - one["energy_ev"])), key=lambda found: found[1])
    if len(species) >= 150:
        slow.append(seconds / one["seconds"])
print(f"pymatgen: {len(summed)} energies, the largest difference {worst[1]:.1e} eV ({worst[0]})")
print(f"pymatgen takes {min(slow):.0f} to {max(slow):.0f} times as long for 150 ions and more")
sys.exit(worst[1] > TOLERANCE_EV or min(slow) < FASTER)
