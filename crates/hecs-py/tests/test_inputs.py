"""Everything that is a structure is taken; everything else is an error of the right class, with a code."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pytest

import hecs
from conftest import IODIDE
from hecs.examples import LI3OCL


def closed_file():
    file = io.BytesIO(LI3OCL)
    file.close()
    return file


def pymatgen_like(**changes):
    sites = [
        {"species": [{"element": "Li", "oxidation_state": 1, "occu": 1}], "abc": [0, 0.5, 0.5]},
        {"species": [{"element": "Li", "oxidation_state": 1, "occu": 1}], "abc": [0.5, 0, 0.5]},
        {"species": [{"element": "Li", "oxidation_state": 1, "occu": 1}], "abc": [0.5, 0.5, 0]},
        {"species": [{"element": "O", "oxidation_state": -2, "occu": 1}], "abc": [0.5, 0.5, 0.5]},
        {"species": [{"element": "Cl", "oxidation_state": -1, "occu": 1}], "abc": [0, 0, 0]},
    ]
    lattice = {"matrix": [[3.91, 0, 0], [0, 3.91, 0], [0, 0, 3.91]]}
    return {"lattice": lattice, "sites": sites} | changes


OPTIMADE = {
    "type": "structures",
    "id": "x/1",
    "attributes": {
        "lattice_vectors": [[4.1, 0, 0], [0, 4.1, 0], [0, 0, 4.1]],
        "cartesian_site_positions": [[0, 0, 0], [2.05, 2.05, 2.05]],
        "species_at_sites": ["Cs", "Cl"],
        "species": [
            {"name": "Cs", "chemical_symbols": ["Cs"], "concentration": [1.0]},
            {"name": "Cl", "chemical_symbols": ["Cl"], "concentration": [1.0]},
        ],
        "dimension_types": [1, 1, 1],
    },
}

NO_CHARGES = pymatgen_like(
    sites=[
        {"species": [{"element": element, "occu": occupancy}], "abc": [x, x, x]}
        for element, occupancy, x in [("Li", 0.3, 0.0), ("Ar", 1.0, 0.5)]
    ]
)


class Hostile:
    """Says that it is a structure, and is not."""

    def as_dict(self):
        return {"lattice": object()}


def test_every_kind_of_structure_is_taken(tmp_path):
    path = tmp_path / "Li3OCl.cif"
    path.write_bytes(LI3OCL)
    given = [
        str(path), path, LI3OCL, bytearray(LI3OCL), memoryview(LI3OCL), io.BytesIO(LI3OCL), path.open(),
        pymatgen_like(), hecs.structure(LI3OCL),
    ]  # fmt: skip
    for one in given:
        assert hecs.inspect(one).composition.to_dict() == {"Li": 3.0, "O": 1.0, "Cl": 1.0}, one
    assert hecs.inspect(OPTIMADE).composition.to_dict() == {"Cs": 1.0, "Cl": 1.0}


def test_objects_of_other_libraries_are_taken():
    core = pytest.importorskip("pymatgen.core")
    ase_build = pytest.importorskip("ase.build")
    salt = core.Structure.from_spacegroup("Fm-3m", core.Lattice.cubic(5.64), ["Na+", "Cl-"], [[0, 0, 0], [0.5] * 3])
    assert hecs.inspect(salt).composition.Na == 4
    assert hecs.inspect(ase_build.bulk("NaCl", "rocksalt", a=5.64)).composition.Na == 1


def test_lists_flatten_and_iterators_stay_iterators(tmp_path):
    both = LI3OCL + LI3OCL.replace(b"data_Li3OCl", b"data_again")
    results = hecs.inspect([both, LI3OCL])
    assert isinstance(results, hecs.Results)
    assert [r.entry for r in results][2] is None and len(results) == 3
    found = hecs.inspect(one for one in [LI3OCL, pymatgen_like()])
    assert not isinstance(found, hecs.Results)
    assert len(list(found)) == 2
    assert len(hecs.inspect([])) == 0


BAD = [
    (None, {}, hecs.InputError, "not-a-structure"),
    (3, {}, hecs.InputError, "not-a-structure"),
    (math.nan, {}, hecs.InputError, "not-a-structure"),
    (object(), {}, hecs.InputError, "not-a-structure"),
    (Hostile(), {}, hecs.InputError, "not-a-structure"),
    (LI3OCL.decode(), {}, hecs.InputError, "not-a-structure"),
    ("", {}, hecs.InputError, "not-a-structure"),
    ("a\0b", {}, hecs.InputError, "not-a-structure"),
    ("no/such/file.cif", {}, hecs.ReadError, "unreadable"),
    (Path("/"), {}, (hecs.ReadError, hecs.InputError), None),
    (b"", {}, hecs.ReadError, None),
    (b"\xff\xfe\x00\x01" * 9, {}, hecs.ReadError, None),
    (b"data_x\n_cell_length_a 1\n", {}, hecs.ReadError, None),
    (b'{"a": 1}', {}, hecs.ReadError, None),
    (b"[1, 2", {}, hecs.ReadError, None),
    (closed_file(), {}, hecs.ReadError, "unreadable"),
    ({}, {}, hecs.ReadError, None),
    ({"sites": [], "lattice": {}}, {}, hecs.ReadError, None),
    (pymatgen_like(lattice={"matrix": [[math.nan] * 3] * 3}), {}, hecs.ReadError, None),
    (pymatgen_like(lattice={"matrix": [[0, 0, 0]] * 3}), {}, hecs.ReadError, None),
    (pymatgen_like(sites=[{"species": [{"element": "Xx"}], "abc": [0, 0, 0]}]), {}, hecs.ReadError, None),
    (pymatgen_like(sites=[{"species": 7, "abc": [0, 0, 0]}]), {}, hecs.ReadError, None),
    ({1: {2: {3}}}, {}, hecs.InputError, "not-a-structure"),
    (NO_CHARGES, {}, hecs.HecsError, "charges-unknown"),
    (OPTIMADE, {}, hecs.NotThereError, "no-mobile-ion"),
    (LI3OCL + LI3OCL.replace(b"data_Li3OCl", b"data_2"), {}, hecs.InputError, "several-structures"),
    (LI3OCL, {"ion": "Qq+"}, hecs.OptionError, "usage"),
    (LI3OCL, {"ion": None, "spacing": "wide"}, hecs.OptionError, "usage"),
    (LI3OCL, {"ion": 7}, hecs.OptionError, "usage"),
    (LI3OCL, {"spacing": math.nan}, hecs.OptionError, None),
    (LI3OCL, {"spacing": -1.0}, hecs.OptionError, "invalid-spacing"),
    (LI3OCL, {"spacing": 1e-9}, hecs.ResourceError, None),
    (LI3OCL, {"cutoff": 1e9}, hecs.OptionError, "invalid-cutoff"),
    (LI3OCL, {"model": "best"}, hecs.OptionError, "usage"),
    (LI3OCL, {"merge": 3}, hecs.OptionError, "usage"),
    (LI3OCL, {"charges": {"Li": 99}}, hecs.OptionError, "usage"),
    (LI3OCL, {"charges": {"Nn": 1}}, hecs.OptionError, "usage"),
    (LI3OCL, {"fixed": ["Li9"]}, hecs.OptionError, "unknown-label"),
    (LI3OCL, {"threads": 0}, hecs.OptionError, "usage"),
    (LI3OCL, {"errors": "ignore"}, hecs.OptionError, "usage"),
    (LI3OCL, {"points": [1, 2, 3]}, hecs.OptionError, "usage"),
    (LI3OCL, {"points": [[0, 0, math.inf]]}, hecs.OptionError, "usage"),
    (LI3OCL, {"points": [["a", "b", "c"]]}, hecs.OptionError, "usage"),
    (LI3OCL, {"memory": 1e-9}, hecs.ResourceError, "not-enough-memory"),
    (LI3OCL, {"block": "other"}, hecs.ReadError, None),
]


@pytest.mark.parametrize(("given", "options", "kind", "code"), BAD, ids=range(len(BAD)))
def test_what_is_bad_is_an_error_with_code_place_and_words(given, options, kind, code):
    with pytest.raises(kind) as caught:
        hecs.barriers(given, **options)
    error = caught.value
    assert isinstance(error, hecs.HecsError)
    assert error.code == code if code else error.code not in ("", "error", "bug")
    assert str(error) and "--" not in str(error)
    assert error.remedy is None or error.remedy in str(error)


def test_errors_say_where_and_what_helps():
    with pytest.raises(hecs.ReadError) as caught:
        hecs.barriers(b"data_x\n_cell_length_a 'open\n")
    assert caught.value.place is not None and caught.value.place.startswith("<bytes>")
    with pytest.raises(hecs.NotThereError) as caught:
        hecs.barriers(OPTIMADE)
    assert caught.value.record is not None and caught.value.record.status == "skipped"
    assert "insert=" in (caught.value.remedy or "")


def test_one_bad_item_costs_its_own_record():
    results = hecs.barriers([LI3OCL, None, "no/such.cif", OPTIMADE, LI3OCL], spacing=0.4)
    assert [r.status for r in results] == ["ok", "failed", "failed", "skipped", "ok"]
    assert [r.code for r in results][1:4] == ["not-a-structure", "unreadable", "no-mobile-ion"]
    assert len(results.failed) == 3
    with pytest.raises(hecs.InputError):
        hecs.barriers([LI3OCL, None], spacing=0.4, errors="raise")


def test_an_iterator_that_raises_is_heard():
    def items():
        yield LI3OCL
        raise KeyError("of the user")

    with pytest.raises(KeyError):
        list(hecs.inspect(items()))


def test_warnings_have_codes_and_classes():
    with pytest.warns(hecs.BarrierWarning) as told:
        hecs.barriers(LI3OCL, spacing=0.4)
    assert {warning.message.code for warning in told} == {"coarse-grid"}
    assert told[0].filename == __file__
    odd = LI3OCL.replace(b"O2-", b"O1-")
    with pytest.warns(hecs.ChargeWarning) as told:
        hecs.barriers([odd, odd], spacing=0.2)
    assert "2 structures" in str(told[0].message)


def test_charges_of_one_element_are_refused():
    with pytest.raises(hecs.HecsError) as caught:
        hecs.barriers(pymatgen_like(sites=pymatgen_like()["sites"][:3]))
    assert caught.value.code == "one-element"


def test_the_ion_of_a_folder_of_fixtures(tmp_path):
    (tmp_path / "one.cif").write_bytes(IODIDE.read_bytes())
    assert hecs.inspect(tmp_path).file.endswith("one.cif")
