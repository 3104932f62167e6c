"""Results: frozen, as JSON, as frames, in notebooks, and after pickling; arrays and images."""

from __future__ import annotations

import gc
import inspect
import json
import pickle
import re

import numpy as np
import pytest

import hecs
from conftest import IODIDE
from hecs.examples import LI3OCL


@pytest.fixture(scope="module")
def result():
    return hecs.barriers(LI3OCL, spacing=0.2)


def test_a_result_cannot_be_changed(result):
    for change in (
        lambda: setattr(result, "ion", "Na+"),
        lambda: setattr(result.barriers["3d"], "refined", 0.0),
        lambda: delattr(result, "ion"),
    ):
        with pytest.raises(AttributeError):
            change()
    result.to_dict()["barriers"].clear()
    assert result.barriers["3d"].refined == result.e_3d
    with pytest.raises(AttributeError, match="it has .*e_min"):
        result.e_minimum  # noqa: B018


def test_json_and_pickle_keep_every_digit(result):
    assert json.loads(result.to_json()) == json.loads(result.to_json(indent=2)) == result.to_dict()
    again = pickle.loads(pickle.dumps(result))
    assert again == result and again.e_3d == result.e_3d and hash(again) == hash(result)
    assert pickle.loads(pickle.dumps(hecs.Results([result])))[0] == result
    error = pickle.loads(pickle.dumps(pytest.raises(hecs.ReadError, hecs.inspect, "no.cif").value))
    assert error.code == "unreadable"


def test_attributes_are_declared(result):
    features = hecs.describe(LI3OCL, set="generic", spacing=0.3, explain=True)
    for found in (result, hecs.paths(LI3OCL, spacing=0.3), hecs.inspect(LI3OCL), features):
        declared = set()
        for kind in type(found).__mro__:
            declared |= set(inspect.get_annotations(kind)) if kind is not object else set()
        assert set(found.to_dict()) <= declared, set(found.to_dict()) - declared


def test_notebooks_show_a_table_and_the_crystal_without_a_network(result):
    shown = result._repr_html_()
    assert "<table" in shown and "<iframe srcdoc=" in shown and "sandbox=" in shown
    assert not re.search(r"(?:src|href)=(?:\"|&quot;)https?:", shown)
    assert "<table" in hecs.Results([result])._repr_html_()
    failed = hecs.describe([LI3OCL])[0]
    assert "not" in failed._repr_html_() or failed.code in failed._repr_html_()


def test_features_have_a_value_or_a_reason():
    found = hecs.describe(LI3OCL, set="generic", spacing=0.3)
    assert found.ion == "Li+" and found.prototype == "antiperovskite"
    assert len(found.features) + len(found.missing) == 54
    assert found.features.EN_X == found.features["EN_X"] == found.to_dict()["features"]["EN_X"]
    assert found.missing and all(reason.code and reason.message for reason in found.missing.values())
    assert found.parts is None and found.explanation is None
    with pytest.raises(AttributeError):
        found.features.EN_X = 1.0
    shown = found._repr_html_()
    assert all(name in shown for name in found.missing) and "<iframe srcdoc=" in shown
    told = hecs.describe(LI3OCL, set="generic", spacing=0.3, explain=True)
    assert {site.label: site.part for site in told.parts} == {"Li1": "mobile", "O1": "free anion", "Cl1": "free anion"}
    assert set(told.explanation.formulas) == {*told.features, *told.missing}
    assert pickle.loads(pickle.dumps(told)) == told
    for of_generic in ({"explain": True}, {"ion": "Na+"}, {"spacing": 0.3}, {"prototype": "garnet"}):
        with pytest.raises(hecs.OptionError, match="spacing= and prototype= are .*set=generic"):
            hecs.describe(LI3OCL, **of_generic)
    with pytest.raises(hecs.OptionError, match="leave out set=generic"):
        hecs.describe(LI3OCL, set="generic", s_conf_li_as_published=True)
    with pytest.raises(hecs.OptionError, match="no prototype"):
        hecs.describe(LI3OCL, set="generic", prototype="no such family")


def test_features_without_a_value_are_nan_in_frames():
    pytest.importorskip("pandas")
    found = hecs.describe([LI3OCL, b"data_empty\n"], set="generic", spacing=0.3, prototype="garnet")
    frame = found.to_frame()
    first = found[0]
    assert [frame[name][0] for name in first.features] == list(first.features.values())
    assert frame.loc[0, list(first.missing)].isna().all()
    assert not found[1].ok and frame.loc[1, list(first.features)].isna().all()
    special = {*first.special, *first.special_missing}
    assert special and special < set(frame.columns)


def test_maps_are_moved_not_copied():
    found = hecs.energy_map(IODIDE, spacing=0.2)
    assert found.energies.dtype == np.float32 and found.energies.flags.c_contiguous
    assert found.energies.shape == found.grid == found.record.grid
    base = found.energies
    while isinstance(base, np.ndarray) and base.base is not None:
        base = base.base
    assert not isinstance(base, np.ndarray)
    assert float(found.energies.min()) == pytest.approx(found.record.e_min, abs=1e-6)
    assert found.lattice == pytest.approx(np.diag([found.lattice[0, 0]] * 3), abs=1e-9)
    kept = found.energies
    del found
    gc.collect()
    assert np.isfinite(kept).all()


def test_energies_and_gradients_agree_with_map_and_differences():
    field = hecs.energy_map(IODIDE, spacing=0.4)
    shape = np.array(field.grid)
    index = np.argwhere(field.energies < field.energies.min() + 1.0)[:50]
    points = index / shape
    energies, gradients = hecs.energies(IODIDE, points, gradients=True)
    assert energies == pytest.approx(field.energies[tuple(index.T)], abs=1e-5)
    step = 1e-5
    for axis in range(3):
        shift = np.zeros(3)
        shift[axis] = step
        to_fract = np.linalg.inv(field.lattice)
        ahead, behind = (hecs.energies(IODIDE, points + sign * shift @ to_fract) for sign in (1, -1))
        assert (ahead - behind) / (2 * step) == pytest.approx(gradients[:, axis], abs=1e-5, rel=1e-4)
    record = hecs.barriers(IODIDE, spacing=0.4, points=points)
    assert [p.energy for p in record.points] == list(energies)
    # A view with strides, and one that cannot be written.
    view = np.asfortranarray(points)[::2]
    view.flags.writeable = False
    assert list(hecs.energies(IODIDE, view)) == list(energies[::2])


def test_networks_are_arrays():
    found = hecs.paths(IODIDE, spacing=0.3)
    sites, hops = len(found.sites), len(found.hops)
    assert found.site_fract.shape == (sites, 3) and found.hop_ends.shape == (hops, 2, 3)
    assert found.hop_sites.shape == (hops, 5) and found.hop_barriers.shape == (hops, 2)
    assert (np.diff(found.site_energies) >= 0).all()
    up = found.hop_energies - found.site_energies[found.hop_sites[:, 0]]
    assert up == pytest.approx(found.hop_barriers[:, 0], abs=1e-9)


@pytest.mark.parametrize("as_", ["pymatgen", "ase", "hecs"])
def test_images_of_hops(as_):
    if as_ != "hecs":
        pytest.importorskip(as_)
    hops = hecs.images(LI3OCL, images=3, spacing=0.2, as_=as_)
    assert hops and all(len(hop.frames) == 5 for hop in hops)
    first = hops[0]
    counts = {len(frame if as_ != "hecs" else frame.sites) for frame in first.frames}
    assert counts == {5 * int(np.prod(first.supercell)) - 1}
    if as_ == "pymatgen":
        assert first.frames[0][0].specie.symbol == "Li" and first.frames[0][0].specie.oxi_state == 1


def test_pages_are_written(tmp_path):
    page = hecs.report([LI3OCL], host="rigid", out=tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page.html
    rows = "".join(f"{x % 3},{x * x % 7},{2 * (x % 3) - 0.1 * (x * x % 7)}\n" for x in range(12))
    table = ("a,b,y\n" + rows).encode()
    assert "<svg" in hecs.report(table=table, response="y", permutations=10).html
    with pytest.raises(hecs.ReadError):
        hecs.report("no/such.cif")


def test_screenings_go_to_a_sink(tmp_path):
    (tmp_path / "a.cif").write_bytes(LI3OCL)
    found = hecs.screen("bvse", tmp_path, sink=tmp_path / "out.jsonl", spacing=0.3)
    assert (found.records, found.status["ok"]) == (1, 1)
    assert hecs.screen("bvse", [tmp_path / "a.cif"], sink=tmp_path / "out.parquet", stage=["void_radius_1d > 9"]).records == 1
    asked = {"sink": tmp_path / "features.jsonl", "symmetry": "as-given", "spacing": 0.3}
    hecs.screen("features", tmp_path / "a.cif", stage=["M_per_X > 1"], prototype="antiperovskite", **asked)
    record = json.loads(asked["sink"].read_text(encoding="utf-8"))
    assert record["features"] == hecs.describe(LI3OCL, set="generic", spacing=0.3).features.to_dict()
    with pytest.raises(hecs.OptionError):
        hecs.screen("bvse", tmp_path, sink=tmp_path / "out.jsonl", stage=["barrier > x"])
    with pytest.raises(hecs.OptionError):
        hecs.screen("everything", tmp_path, sink=tmp_path / "out.jsonl")


def test_a_validation_has_its_parts():
    rows = "".join(f"{x % 3},{x * x % 7},{2 * (x % 3) - 0.1 * (x * x % 7)}\n" for x in range(12))
    table = ("a,b,y\n" + rows).encode()
    found = hecs.validate(table, response="y", permutations=20, bootstrap=20, folds=3)
    assert found.permutation.permutations == 20 and len(found.coefficients) == 2
    with pytest.raises(hecs.TableError) as caught:
        hecs.fit(table, response="z")
    assert caught.value.code.startswith("pls::")
    with pytest.raises(hecs.TableError):
        hecs.fit(b"a,b,y\n1,,2\n2,3,4\n3,4,5\n5,6,7\n", response="y")


OPTIONS_OF_PYTHON = {"threads", "errors", "progress"}
OPTIONS_OF_THE_TERMINAL = {"format", "threads", "verbose", "quiet", "help"}


@pytest.mark.parametrize(
    ("verb", "function", "elsewhere"),
    [
        ("inspect", hecs.inspect, set()),
        ("bvse", hecs.barriers, {"map", "quantity"}),
        ("paths", hecs.paths, {"images", "images_format", "images_host", "out"}),
        ("describe", hecs.describe, set()),
        ("order", hecs.order, {"out", "as", "stream", "table", "resume"}),
        ("fit", hecs.fit, {"impute"}),
        ("validate", hecs.validate, {"impute"}),
        ("predict", hecs.predict, {"impute"}),
        ("design", hecs.design, {"list"}),
    ],
)
def test_keywords_and_defaults_are_the_options_of_the_program(program, verb, function, elsewhere):
    text = program(verb, "--help")
    options = {name.replace("-", "_") for name in re.findall(r"^ +(?:-\w, )?--([a-z][a-z-]*)", text, re.MULTILINE)}
    parameters = inspect.signature(function).parameters
    keywords = {name.rstrip("_") for name, p in parameters.items() if p.kind is p.KEYWORD_ONLY}
    assert options - OPTIONS_OF_THE_TERMINAL - elsewhere == keywords - OPTIONS_OF_PYTHON - {"table"} | (
        {"table"} & (options - elsewhere)
    )
    for name, parameter in parameters.items():
        flag = name.rstrip("_").replace("_", "-")
        block = re.search(rf"--{flag}[ \n].*?(?=\n +(?:-\w, )?--|\Z)", text, re.DOTALL)
        stated = block and re.search(r"\[default: ([^\]\s]+)\]", block[0])
        if stated and parameter.default not in (None, parameter.empty, True):
            assert str(parameter.default) in (stated[1], stated[1] + ".0"), name
