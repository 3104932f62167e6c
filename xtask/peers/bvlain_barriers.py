"""Barriers by BVlain of the structure that comes as JSON on stdin:

{"cell": [a, b, c, alpha, beta, gamma], "symbols": [...], "fract": [[x, y, z], ...],
 "charges": [...], "ion": "Li1+", "spacing": 0.2}

Prints one line of JSON: version, seconds and processor seconds (map and barriers, without the import),
peak memory of the process in MB, barriers in eV and the lowest energy. softBV covalent radii;
enough neighbours that none within 10 angstrom is left out. Ends with a message and code 3 where
BVlain or ASE is not installed."""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")
try:
    import resource

    import bvlain
    import numpy
    from ase import Atoms
except ImportError as missing:
    print(f"skipped: {missing}", file=sys.stderr)
    sys.exit(3)

case = json.load(sys.stdin)
atoms = Atoms(
    case["symbols"], scaled_positions=case["fract"], cell=case["cell"], pbc=True
)
start, cpu = time.perf_counter(), time.process_time()
lain = bvlain.Lain(verbose=False)
lain.atoms_copy = atoms
lain.cell = atoms.cell
lain.atoms_copy.set_array("oxi_states", numpy.array(case["charges"]))
data = lain.bvse_distribution(
    mobile_ion=case["ion"],
    r_cut=10.0,
    resolution=case["spacing"],
    k=case["neighbours"],
    use_softbv_covalent_radii=True,
)
barriers = lain.percolation_barriers()
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
print(
    json.dumps(
        {
            "version": bvlain.__version__,
            "seconds": seconds,
            "cpu_seconds": cpu,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "barriers": [barriers[f"E_{d}D"] for d in (1, 2, 3)],
            "e_min": float(data.min()),
            "grid": list(data.shape),
        }
    )
)
