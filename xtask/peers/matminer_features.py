"""What `hecs describe --set generic` and matminer's featurizers of structures give for some files: time, features, and
values that are missing:

matminer_features.py HECS FILE...

HECS is the program.
Prints a row for each featurizer, which is asked until a minute of CPU is used. Without matminer it is skipped with a message."""

import json
import resource
import subprocess
import sys
import time
import warnings

try:
    from matminer.featurizers import structure as featurizers
    from matminer.featurizers.composition import ElementProperty
    from pymatgen.core import Structure
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

warnings.filterwarnings("ignore")
LONGEST_SECONDS = 60
CHOSEN = {
    "composition: magpie": lambda s: MAGPIE.featurize(s.composition),
    "density": featurizers.DensityFeatures().featurize,
    "symmetry": featurizers.GlobalSymmetryFeatures().featurize,
    "complexity": featurizers.StructuralComplexity().featurize,
    "Ewald energy": featurizers.EwaldEnergy().featurize,
    "packing (Voronoi)": featurizers.MaximumPackingEfficiency().featurize,
    "ordering (Voronoi)": featurizers.ChemicalOrdering().featurize,
    "bond lengths (Voronoi)": featurizers.StructuralHeterogeneity().featurize,
    "site fingerprints (CrystalNN)": featurizers.SiteStatsFingerprint.from_preset(
        "CrystalNNFingerprint_ops"
    ).featurize,
}
MAGPIE = ElementProperty.from_preset("magpie", impute_nan=False)

HECS, FILES = sys.argv[1], sys.argv[2:]
done = subprocess.run(
    [HECS, "describe", "--set", "generic", "--ion", "Li+", "--format", "jsonl", "--quiet", *FILES],
    stdout=subprocess.PIPE,
    check=False,
)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
records = [json.loads(line) for line in done.stdout.splitlines()]
described = [record for record in records if record.get("features")]
gaps = sum(len(record["missing"]) for record in described)
reasons = {note["code"] for record in described for note in record["missing"].values()}
print(
    f"hecs: 54 features, {len(described)} of {len(FILES)} structures, {gaps} values missing ({', '.join(sorted(reasons))}), "
    f"{1e3 * (used.ru_utime + used.ru_stime) / len(FILES):.0f} ms of CPU per structure",
    flush=True,
)
structures = []
for path in FILES:
    try:
        structures.append(Structure.from_file(path))
    except Exception as error:
        print(f"{path}: not read: {type(error).__name__}")
print(f"{len(structures)} of {len(FILES)} files read")
for name, featurize in CHOSEN.items():
    asked, found, failed, gaps, width = 0, 0, {}, 0, 0
    start = time.process_time()
    for structure in structures:
        if time.process_time() - start > LONGEST_SECONDS:
            break
        asked += 1
        try:
            values = featurize(structure)
        except Exception as error:
            kind = type(error).__name__
            failed[kind] = failed.get(kind, 0) + 1
            continue
        found += 1
        width = len(values)
        gaps += sum(1 for value in values if value is None or value != value)
    seconds = time.process_time() - start
    why = ", ".join(f"{count} {kind}" for kind, count in sorted(failed.items()))
    print(
        f"{name}: {width} features, {found} of {asked} structures asked, {gaps} values missing, "
        f"{1e3 * seconds / max(asked, 1):.0f} ms of CPU per structure{'; ' + why if why else ''}",
        flush=True,
    )
