"""The numbers are those of the program, to the last bit from files, and the same crystal's from copies of them."""

from __future__ import annotations

import csv
import json
import warnings

import pytest

import hecs
from conftest import IODIDE, ROOT, STRUCTURES, TABLE, printed, without_times


def relative(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)
    warnings.simplefilter("ignore", hecs.HecsWarning)


@pytest.mark.parametrize(
    ("verb", "ask"),
    [("inspect", hecs.inspect), ("bvse", hecs.barriers), ("describe", hecs.describe)],
)
def test_every_fixture_is_as_the_program_prints_it(program, verb, ask):
    files = relative(STRUCTURES)
    assert len(files) == 51
    expected = printed(program(verb, *files, "--format", "json"))
    found = ask(files)
    assert [without_times(r.to_dict()) for r in found] == [without_times(r) for r in expected]


def test_paths_are_as_the_program_prints_them(program):
    files = relative(STRUCTURES)[::17]
    options = ["--spacing", "0.2", "--host", "elastic", "--format", "json"]
    expected = printed(program("paths", *files, *options))
    found = hecs.paths(files, spacing=0.2, host="elastic")
    assert [without_times(r.to_dict()) for r in found] == [without_times(r) for r in expected]


def test_features_are_as_the_program_prints_them(program):
    files = relative(STRUCTURES)[::10]
    options = ["--set", "generic", "--spacing", "0.3", "--explain", "--prototype", "argyrodite"]
    expected = printed(program("describe", *files, *options, "--format", "json"))
    found = hecs.describe(files, set="generic", spacing=0.3, explain=True, prototype="argyrodite")
    assert len(found) == 6 and found.to_dicts() == expected
    assert found.to_json() == program("describe", *files, *options, "--format", "jsonl")


def test_one_and_one_of_many_are_equal():
    alone = hecs.barriers(str(IODIDE), spacing=0.2, threads=1)
    among = hecs.barriers([str(IODIDE)] * 3, spacing=0.2, threads=2)
    assert all(without_times(r.to_dict()) == without_times(alone.to_dict()) for r in among)


def test_a_fit_and_its_predictions_are_as_the_program_prints_them(program, tmp_path):
    options = {"split": "set", "name": "formula", "exclude": ["no", "table_s1_row", "ea_steps", "ea_pls_eV"]}
    model = tmp_path / "model.json"
    words = ["--split", "set", "--name", "formula", "--exclude", "no,table_s1_row,ea_steps,ea_pls_eV"]
    expected = program("fit", TABLE, "--response", "ea_bvse_eV", *words, "--out", model, "--format", "json")
    found = hecs.fit(TABLE, response="ea_bvse_eV", **options)
    assert [found.to_dict()] == [json.loads(expected)]
    assert found.model == hecs.Model.load(model)
    files = relative(STRUCTURES)[:4]
    told = printed(program("predict", "--model", model, *files, "--format", "json"))
    assert [r.to_dict() for r in hecs.predict(files, model=found)] == told
    rows = printed(program("predict", "--model", model, "--table", TABLE, "--name", "formula", "--format", "json"))
    of_rows = hecs.predict(model=found, table=TABLE, name="formula")
    assert [r.value for r in of_rows] == [r["value"] for r in rows]
    assert hecs.predict(model=found, table=str(TABLE), name="formula").to_dicts() == rows


def test_a_design_is_as_the_program_prints_it(program):
    words = ["design", "Li6PS5Cl0.5Br0.5", "--known", "fixtures/structures", "--direct", "0", "--format", "json"]
    expected = json.loads(program(*words))
    found = hecs.design("Li6PS5Cl0.5Br0.5", known="fixtures/structures", direct=0)
    assert found.to_dict() == expected
    assert len(found.to_frame()) == len(expected["candidates"])


def test_a_frame_has_the_digits_of_the_program(program):
    pytest.importorskip("pandas")
    files = relative(STRUCTURES)[:5]
    header, *rows = csv.reader(program("bvse", *files, "--spacing", "0.3", "--format", "csv").splitlines())
    frame = hecs.barriers(files, spacing=0.3).to_frame()
    assert list(frame.columns) == header
    assert frame["E_3D_eV"].dtype == "float64" and frame["charge_scaling"].dtype == "bool"
    for name, cells in zip(header, zip(*rows)):
        if frame[name].dtype == "float64":
            assert [x for x in frame[name] if x == x] == [float(cell) for cell in cells if cell], name
    assert hecs.barriers([]).to_frame().empty


DIFFERENCE_EV = 1e-6


def energies(found):
    return {name: barrier and barrier["refined"] for name, barrier in found.to_dict()["barriers"].items()}


def is_overfull(structure):
    return any(sum(occupancy for _, _, occupancy in species) > 1.0 + 1e-8 for _, species, _ in structure.sites)


def scaled(text):
    """A CIF that hecs wrote, with the occupancies of overfull sites scaled to 1: label, element, x, y, z, occupancy."""
    head, atoms = text.split("_atom_site_occupancy\n")
    rows = [line.split() for line in atoms.strip().splitlines()]
    totals: dict[tuple[str, ...], float] = {}
    for *_, x, y, z, occupancy in rows:
        totals[x, y, z] = totals.get((x, y, z), 0.0) + float(occupancy)
    lines = []
    for label, element, x, y, z, occupancy in rows:
        over = max(totals[x, y, z], 1.0)
        filled = repr(float(occupancy) / over) if over > 1.0 + 1e-8 else occupancy
        lines.append(" ".join([label, element, x, y, z, filled]))
    return "\n".join([head + "_atom_site_occupancy", *lines, ""]).encode()


@pytest.mark.parametrize("convert", ["to_pymatgen", "to_ase"])
def test_copies_of_other_libraries_have_the_same_barriers(convert):
    pytest.importorskip({"to_pymatgen": "pymatgen", "to_ase": "ase"}[convert])
    originals = [hecs.structure(path) for path in STRUCTURES]
    copies = [getattr(original, convert)() for original in originals]
    if convert == "to_pymatgen":
        # Sites that are filled to 1.0001 it cannot hold: what is compared is the crystal that it holds.
        texts = [original.to_cif() for original in originals]
        overfull = [is_overfull(original) for original in originals]
        assert sum(overfull) == 8
        expected = hecs.barriers(
            [scaled(text) if over else text.encode() for text, over in zip(texts, overfull)], spacing=0.2
        )
    else:
        expected = hecs.barriers(originals, spacing=0.2)
    found = hecs.barriers(copies, spacing=0.2, symmetry="find")
    for path, one, other in zip(STRUCTURES, expected, found):
        assert other.ok, (path, other.message)
        assert other.charges == one.charges, path
        ours, theirs = energies(one), energies(other)
        assert ours.keys() == theirs.keys()
        for name, energy in ours.items():
            assert energy is not None and theirs[name] is not None, (path, name)
            assert abs(energy - theirs[name]) <= DIFFERENCE_EV, (path, name, energy, theirs[name])


def test_occupancies_and_oxidation_states_come_back(tmp_path):
    pytest.importorskip("pymatgen")
    pytest.importorskip("ase")
    original = hecs.structure(IODIDE)

    def contents(structure):
        inspected = hecs.inspect(structure)
        found: dict[tuple[str, float], float] = {}
        for site in inspected.sites:
            for species in site.species:
                key = (species.element, species.charge)
                found[key] = found.get(key, 0.0) + species.occupancy * site.multiplicity
        return {key: round(value, 9) for key, value in found.items()}

    expected = contents(original)
    assert expected[("Li", 1.0)] > 20
    assert contents(original.to_pymatgen()) == expected
    assert contents(original.to_ase()) == expected
    assert contents(original.to_cif().encode()) == expected
    assert contents(original.to_pymatgen().as_dict()) == expected
