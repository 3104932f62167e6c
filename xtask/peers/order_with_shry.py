"""Orders supercells with shry:

order_with_shry.py FOLDER

reads FOLDER/cases.jsonl and writes FOLDER/answers.jsonl. Exit code 3 where shry is not installed."""

import contextlib
import json
import logging
import os
import sys
import warnings

try:
    from pymatgen.core import Structure
    from shry import const
    from shry.core import Substitutor
except ImportError as error:
    print(f"  skipped: {error}")
    sys.exit(3)

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
const.DISABLE_PROGRESSBAR = True
folder = sys.argv[1]
refused = 0
with open(os.path.join(folder, "cases.jsonl")) as cases, open(os.path.join(folder, "answers.jsonl"), "w") as answers:
    for line in cases:
        case = json.loads(line)
        structure = Structure(
            case["lattice"], case["species"], case["positions"], site_properties={"site": case["sites"]}
        )
        try:
            # It prints what it has done.
            with contextlib.redirect_stdout(None):
                substitutor = Substitutor(structure, symprec=0.01, groupby=lambda site: site.properties["site"])
                count = substitutor.count()
        except Exception as error:
            refused += 1
            print(f"  {os.path.basename(case['name'])}: refused by shry, {type(error).__name__} {error}"[:120])
            continue
        with contextlib.redirect_stdout(None):
            ordered = [[site.specie.symbol for site in one] for one in substitutor.structure_writers()]
            weights = [int(weight) for weight in substitutor.weights()]
        answer = {"name": case["name"], "count": int(count), "configurations": ordered, "multiplicities": weights}
        answers.write(json.dumps(answer) + "\n")
