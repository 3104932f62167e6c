"""Writes structures with pymatgen and ASE, in every format that hecs reads and every container:

write_structures.py FOLDER CORPUS COUNT

CORPUS is a folder of CIF files, of which COUNT are taken that pymatgen reads, spread over all of them. FOLDER gets the
files, and expected.jsonl with a line for each structure in each file: file, member (of an archive, else null),
composition, cell. Where pymatgen or ASE is not installed, a message says so and the exit code is 3."""

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
structures = []
ordered = []
for path in paths:
    if len(structures) >= count and len(ordered) >= count:
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
    if len(structures) < count:
        structures.append(structure)
    if structure.is_ordered and len(ordered) < count:
        ordered.append(structure)

expected = open(os.path.join(folder, "expected.jsonl"), "w")


def expect(file, structure, member=None):
    composition = {}
    for site in structure:
        for species, share in site.species.items():
            symbol = getattr(species, "element", species).symbol
            composition[symbol] = composition.get(symbol, 0) + share
    charges = sorted({getattr(species, "oxi_state", None) or 0 for site in structure for species in site.species})
    cell = list(structure.lattice.abc + structure.lattice.angles)
    record = {"file": file, "member": member, "composition": composition, "cell": cell, "charges": charges}
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
