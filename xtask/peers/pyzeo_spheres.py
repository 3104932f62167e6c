"""The largest free sphere that hecs and Zeo++ find between the same spheres:

pyzeo_spheres.py HECS RADII FILE...

HECS is the program, RADII the table of Shannon's radii, the files are of structures whose host is ordered.
Prints a row for each: its formula, the radius that percolates in three dimensions along the edges of Laguerre cells
(`r_void_3D`), half of Zeo++'s Df, and the radii of `hecs bvse --void-radii` on a grid of 0.05 Å in one and in three
dimensions. Df is of the easiest direction, the others of those named. Without pyzeo it is skipped with a message."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    from pyzeo import AtomNetwork
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

BOHR_ANG = 0.529177210903
SPACING_ANG = "0.05"
SYMBOLS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru "
    "Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi"
).split()


def crystal_radii(path):
    """Crystal radii by element and charge: for six neighbours, else the first row."""
    rows = csv.DictReader(line for line in open(path, encoding="utf-8") if not line.startswith("#"))
    radii = {}
    for row in rows:
        ion = (row["element"], float(row["charge"]))
        is_six = row["coordination"] == "VI"
        known = radii.get(ion)
        if known is None or (is_six and not known[1]):
            radii[ion] = (float(row["crystal_radius_A"]), is_six)
    return {ion: radius for ion, (radius, _) in radii.items()}


def record(*arguments):
    done = subprocess.run([HECS, *arguments, "--quiet"], stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout.splitlines()[0])


def host(path, folder):
    """Cell and atoms of the host in Å, as the map of voids has them."""
    cube = folder / "voids.cube"
    record("bvse", path, "--quantity", "void", "--spacing", "0.5", "--map", str(cube), "--format", "jsonl")
    lines = cube.read_text(encoding="utf-8").splitlines()
    count = int(lines[2].split()[0])
    steps = [[float(x) for x in line.split()] for line in lines[3:6]]
    cell = [[step[0] * x * BOHR_ANG for x in step[1:4]] for step in steps]
    atoms = [[float(x) for x in line.split()] for line in lines[6 : 6 + count]]
    return cell, [(SYMBOLS[int(z) - 1], [u * BOHR_ANG for u in at]) for z, _, *at in atoms]


def zeo_radius_ang(cell, atoms, radii, folder):
    """Half of the diameter of the largest free sphere."""
    lines = ["Unit cell vectors:"]
    lines += [f"{name}= " + " ".join(f"{x:.10f}" for x in edge) for name, edge in zip(("va", "vb", "vc"), cell)]
    lines.append(str(len(atoms)))
    lines += [f"{symbol} " + " ".join(f"{x:.10f}" for x in at) for symbol, at in atoms]
    (folder / "host.v1").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.flush()
    table = "".join(f"{symbol} {radius}\n" for symbol, radius in radii.items())
    (folder / "host.rad").write_text(table, encoding="utf-8")
    # Zeo++ itself writes to the standard output.
    kept, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    network = AtomNetwork.read_from_V1(str(folder / "host.v1"), True, str(folder / "host.rad"))
    network.calculate_free_sphere_parameters(str(folder / "host.res"))
    os.dup2(kept, 1)
    os.close(kept)
    os.close(nothing)
    return float((folder / "host.res").read_text(encoding="utf-8").split()[2]) / 2


HECS, TABLE = sys.argv[1], crystal_radii(sys.argv[2])
print("| host | r_void_3D | Zeo++ Df/2 | grid, 1D | grid, 3D |\n|---|---|---|---|---|")
for path in sys.argv[3:]:
    voids = record("bvse", path, "--void-radii", "--spacing", SPACING_ANG, "--format", "jsonl")
    described = record("describe", path, "--set", "generic", "--ion", "Li+", "--spacing", "0.3", "--format", "jsonl")
    if not voids["ok"] or described["features"].get("r_void_3D") is None:
        print(f"{path}: {voids['message'] or 'no radius'}", file=sys.stderr)
        continue
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cell, atoms = host(path, folder)
        charges = {symbol: charge for symbol, (charge, *_) in voids["charges"].items()}
        radii = {symbol: TABLE.get((symbol, charges[symbol])) for symbol, _ in atoms}
        if None in radii.values():
            print(f"{path}: no radius for a mean charge", file=sys.stderr)
            continue
        zeo_ang = zeo_radius_ang(cell, atoms, radii, folder)
    one, _, three = voids["void_radii"]
    values = (described["features"]["r_void_3D"], zeo_ang, one, three)
    print(f"| {voids['formula']} | " + " | ".join("–" if v is None else f"{v:.4f}" for v in values) + " |", flush=True)
