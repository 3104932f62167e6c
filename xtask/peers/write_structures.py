"""Writes structures with pymatgen and ASE, in every format that hecs reads and every container:

write_structures.py FOLDER CORPUS COUNT

CORPUS is a folder of CIF files, of which COUNT are taken that pymatgen reads, spread over all of them, and as many more as
are needed for half as many again that hold an ion whose barriers are compared. FOLDER gets the files, and two more:

- references.jsonl, a structure on each line with all digits;
- expected.jsonl with a line for each structure in each file: file, member (of an archive, else null), composition, cell,
  charges (the different oxidation states), reference (its line, from 0), ion (the one that moves, or null),
  given (oxidation states by element, for a format that does not keep them).

Where pymatgen or ASE is not installed, a message says so and the exit code is 3."""

import glob
import gzip
import io
import json
import os
import sys
import tarfile
import warnings
import zipfile

warnings.filterwarnings("ignore")
folder, corpus, count = sys.argv[1], sys.argv[2], int(sys.argv[3])

try:
    import ase.io
    import numpy
    from pymatgen.core import Structure
    from pymatgen.io.ase import AseAtomsAdaptor
    from pymatgen.io.cif import CifWriter
    from pymatgen.io.optimade import OptimadeStructureAdapter
    from pymatgen.io.vasp import Poscar
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(3)

paths = sorted(glob.glob(os.path.join(corpus, "**", "*.cif"), recursive=True))
# Spread over the whole list, the same in every run.
paths = [path for start in range(23) for path in paths[start::23]]
# The ions that move, the first that a structure holds.
MOBILE = {"Li": "Li+", "Na": "Na+", "K": "K+", "Ag": "Ag+", "Mg": "Mg2+", "Zn": "Zn2+", "Ca": "Ca2+"}


def mobile(structure):
    held = {getattr(s, "symbol", str(s)) for site in structure for s in site.species}
    return next((MOBILE[symbol] for symbol in MOBILE if symbol in held), None)


# Some of them have no barrier: charges that nobody knows, pairs without parameters.
HOLDERS = count * 3 // 2


def has_enough(chosen):
    return len(chosen) >= count and sum(mobile(one) is not None for one in chosen) >= HOLDERS


def is_wanted(structure, chosen):
    """Whether there are too few of its kind."""
    return len(chosen) < count or (mobile(structure) is not None and not has_enough(chosen))


structures = []
ordered = []
for path in paths:
    if has_enough(structures) and has_enough(ordered):
        break
    try:
        structure = Structure.from_file(path)
    except Exception:
        continue
    if len(structure) > 200:
        continue
    # A position of its own for each atom: hecs lets atoms within 0.01 A share a site.
    if (structure.distance_matrix + 9 * numpy.eye(len(structure))).min() < 0.02:
        continue
    if any(site.species.num_atoms > 1.001 for site in structure):
        continue
    elements = {getattr(s, "symbol", str(s)) for site in structure for s in site.species}
    if any(element.startswith(("X", "Vac", "Q")) and element != "Xe" for element in elements):
        continue
    if is_wanted(structure, structures):
        structures.append(structure)
    if structure.is_ordered and is_wanted(structure, ordered):
        ordered.append(structure)

expected = open(os.path.join(folder, "expected.jsonl"), "w")


references = open(os.path.join(folder, "references.jsonl"), "w")
lines_of = {}


def reference(structure):
    """The line of a structure among the references."""
    if id(structure) not in lines_of:
        lines_of[id(structure)] = len(lines_of)
        references.write(json.dumps(structure.as_dict()) + "\n")
    return lines_of[id(structure)]


def states(structure):
    """The mean oxidation state of each element, as --charges takes them; none where one is not known."""
    sums = {}
    for site in structure:
        for species, share in site.species.items():
            state = getattr(species, "oxi_state", None)
            if state is None:
                return {}
            charge, amount = sums.get(species.symbol, (0, 0))
            sums[species.symbol] = (charge + share * state, amount + share)
    return {symbol: charge / amount for symbol, (charge, amount) in sums.items()}


def expect(file, structure, member=None):
    composition = {}
    for site in structure:
        for species, share in site.species.items():
            symbol = getattr(species, "element", species).symbol
            composition[symbol] = composition.get(symbol, 0) + share
    charges = sorted({getattr(species, "oxi_state", None) or 0 for site in structure for species in site.species})
    cell = list(structure.lattice.abc + structure.lattice.angles)
    record = {"file": file, "member": member, "composition": composition, "cell": cell, "charges": charges,
              "reference": reference(structure), "ion": mobile(structure), "given": states(structure)}
    expected.write(json.dumps(record) + "\n")


def write(file, data):
    mode = "wb" if isinstance(data, bytes) else "w"
    with open(os.path.join(folder, file), mode) as out:
        out.write(data)


dicts = [structure.as_dict() for structure in structures]
lines = "".join(json.dumps(d) + "\n" for d in dicts)
write("list.json", json.dumps(dicts))
write("pretty.json", json.dumps(dicts[:5], indent=2))
write("lines.jsonl", lines)
write("lines.jsonl.gz", gzip.compress(lines.encode()))
write("wrapped.json", json.dumps([{"material_id": f"x-{i}", "structure": d} for i, d in enumerate(dicts)]))
write("split.json.gz", gzip.compress(json.dumps(
    {"index": list(range(len(dicts))), "columns": ["structure", "energy"], "data": [[d, 0.5] for d in dicts]}).encode()))
for structure in structures:
    for file in ["list.json", "lines.jsonl", "lines.jsonl.gz", "wrapped.json", "split.json.gz"]:
        expect(file, structure)
for structure in structures[:5]:
    expect("pretty.json", structure)

optimade = []
for structure in ordered:
    try:
        optimade.append(OptimadeStructureAdapter.get_optimade_structure(structure))
    except Exception as error:
        print(f"OPTIMADE of pymatgen: {error}")
        break
    expect("optimade.json", structure)
resources = [{"type": "structures", "id": str(i), "attributes": one["attributes"] if "attributes" in one else one}
             for i, one in enumerate(optimade)]
write("optimade.json", json.dumps({"data": resources, "meta": {"data_returned": len(resources)}}, default=str))

cif = ""
for structure in structures:
    cif += str(CifWriter(structure, significant_figures=12))
    expect("blocks.cif", structure)
write("blocks.cif", cif)

archive = zipfile.ZipFile(os.path.join(folder, "poscars.zip"), "w", zipfile.ZIP_DEFLATED)
for i, structure in enumerate(ordered):
    member = f"{i:02}/POSCAR"
    archive.writestr(member, Poscar(structure).get_str(direct=i % 2 == 0, significant_figures=12))
    expect("poscars.zip", structure, member)
archive.close()

atoms = [AseAtomsAdaptor.get_atoms(structure) for structure in ordered]
for one in atoms:
    one.calc = None
ase.io.write(os.path.join(folder, "frames.extxyz"), atoms, format="extxyz")
for structure in ordered:
    expect("frames.extxyz", structure)
ase.io.write(os.path.join(folder, "ase.cif"), atoms, format="cif")
for structure in ordered:
    expect("ase.cif", structure)
archive = tarfile.open(os.path.join(folder, "contcars.tar.gz"), "w:gz")
for i, (one, structure) in enumerate(zip(atoms, ordered)):
    text = io.StringIO()
    ase.io.write(text, one, format="vasp", direct=i % 2 == 0, sort=i % 3 == 0)
    data = text.getvalue().encode()
    info = tarfile.TarInfo(f"a folder with a rather long name, so that the header needs another/run-{i:02}/CONTCAR")
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))
    expect("contcars.tar.gz", structure, info.name)
archive.close()
print(f"{len(structures)} structures, {len(ordered)} ordered ones written")
