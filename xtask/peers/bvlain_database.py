"""Barriers by BVlain of many CIF files, one after the other in one process, whose modules are imported once. On stdin:

{"ion": "Li1+", "spacing": 0.2, "memory_gib": 6, "files": [{"path": "x.cif", "charges": {"Li": 1, "O": -2}}, ...]}

Prints a line of JSON for each file: path, processor seconds of reading, map and barriers, the barriers in eV, how it came
by its oxidation states, and where there is no answer why. Oxidation states are those that BVlain finds itself; where it finds
none, the file is asked again with those of the input, as its documentation has it. Before them a line with the versions. Ends
with a message and code 3 where BVlain is not installed."""

import json
import math
import sys
import time
import warnings

warnings.filterwarnings("ignore")
try:
    import resource

    import ase
    import bvlain
    import numpy
    import pymatgen.core
    from ase.io import read
    from pymatgen.io.ase import AseAtomsAdaptor
except ImportError as missing:
    print(f"skipped: {missing}", file=sys.stderr)
    sys.exit(3)


def reason(error):
    words = str(error).strip()
    return f"{type(error).__name__}: {words.splitlines()[0] if words else 'no message'}"


def own_states(path, _):
    lain = bvlain.Lain(verbose=False)
    lain.read_file(path)
    return lain


def given_states(path, charges):
    structure = AseAtomsAdaptor.get_structure(read(path))
    structure.add_oxidation_state_by_element(charges)
    lain = bvlain.Lain(verbose=False)
    lain.read_structure(structure, oxi_check=False)
    return lain


def barriers(lain, asked):
    """None for a dimension without percolation."""
    lain.bvse_distribution(mobile_ion=asked["ion"], resolution=asked["spacing"])
    found = lain.percolation_barriers()
    return [found[f"E_{d}D"] if math.isfinite(found[f"E_{d}D"]) else None for d in (1, 2, 3)]


asked = json.load(sys.stdin)
# A map that needs more is an error of its own, not the end of the others.
limit = int(asked["memory_gib"] * 2**30)
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
# What libraries print does not belong among the lines.
out, sys.stdout = sys.stdout, sys.stderr
versions = {"bvlain": bvlain.__version__, "pymatgen": pymatgen.core.__version__, "ase": ase.__version__,
            "numpy": numpy.__version__, "python": sys.version.split()[0]}
print(json.dumps(versions), file=out, flush=True)
for file in asked["files"]:
    line = {"path": file["path"], "barriers": None, "states": None, "reasons": []}
    for states in (own_states, given_states):
        # Only the attempt that leads to an answer is counted.
        start = time.process_time()
        try:
            lain = states(file["path"], file["charges"])
        except Exception as error:
            line["reasons"].append(reason(error))
            continue
        line["states"] = "own" if states is own_states else "given"
        try:
            line["barriers"] = barriers(lain, asked)
        except Exception as error:
            line["reasons"].append(reason(error))
            if states is own_states:
                continue
        break
    line["cpu_seconds"] = time.process_time() - start
    print(json.dumps(line), file=out, flush=True)
