"""Reads map files with readers of other projects and compares them with the NumPy file:

check_maps.py FOLDER

FOLDER holds map.npy, map.cube, map.grd, map.pgrid and map.vti of one map. Cube is read by ASE,
vti by pyvista or vtk, npy by numpy; grd and pgrid, for which no Python module is common, by their
layout. What is not installed is skipped with a message."""

import os
import struct
import sys

folder = sys.argv[1]
path = lambda extension: os.path.join(folder, "map." + extension)
try:
    import numpy
except ImportError:
    print("skipped: numpy is not installed")
    sys.exit(0)

values = numpy.load(path("npy"))
print("npy: numpy reads shape", values.shape, values.dtype)
failures = 0


def compare(name, other, tolerance):
    global failures
    same = other.shape == values.shape and numpy.allclose(other, values, rtol=tolerance, atol=1e-30)
    failures += not same
    print(f"{name}: {'the same values' if same else 'DIFFERENT VALUES'}, shape {other.shape}")


try:
    from ase.io.cube import read_cube_data

    data, atoms = read_cube_data(path("cube"))
    compare("cube (ASE)", data, 1e-5)
    print("   cell", [round(float(x), 4) for x in atoms.cell.cellpar()], len(atoms), "atoms")
except ImportError:
    print("skipped: ASE is not installed")

try:
    import pyvista

    grid = pyvista.read(path("vti"))
    data = numpy.asarray(grid.point_data.get_array(0)).reshape(grid.dimensions, order="F")
    compare("vti (pyvista)", data, 0)
    corner = grid.points[-1]
    print("   far corner", [round(float(x), 4) for x in corner])
except ImportError:
    try:
        from vtkmodules.util.numpy_support import vtk_to_numpy
        from vtkmodules.vtkIOXML import vtkXMLImageDataReader

        reader = vtkXMLImageDataReader()
        reader.SetFileName(path("vti"))
        reader.Update()
        image = reader.GetOutput()
        data = vtk_to_numpy(image.GetPointData().GetArray(0))
        compare("vti (vtk)", data.reshape(image.GetDimensions(), order="F"), 0)
    except ImportError:
        print("skipped: neither pyvista nor vtk is installed")

with open(path("grd")) as file:
    lines = file.read().split("\n")
shape = tuple(int(n) for n in lines[2].split())
compare("grd", numpy.array(lines[3:-1], dtype=float).reshape(shape), 1e-5)

with open(path("pgrid"), "rb") as file:
    raw = file.read()
kind = struct.unpack("<4i", raw[96:112])
shape = struct.unpack("<3i", raw[112:124])
assert struct.unpack("<4i", raw[:16]) == (3, 0, 0, 0) and kind == (1, 0, 1, 3)
compare("pgrid", numpy.frombuffer(raw[152:], "<f4").reshape(shape, order="F"), 0)
sys.exit(1 if failures else 0)
