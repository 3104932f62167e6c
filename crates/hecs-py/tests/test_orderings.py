"""Barriers over orderings of disordered structures."""

import json

import hecs
import pytest

TITANATE = b"""data_LLTO _space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.87 _cell_length_b 3.87 _cell_length_c 3.87
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z _atom_site_occupancy
A Li+ 0 0 0 0.35  A2 La3+ 0 0 0 0.55  Ti Ti4+ 0.5 0.5 0.5 1  O O2- 0.5 0.5 0 1
"""


@pytest.mark.filterwarnings("ignore::hecs.HecsWarning")
def test_orderings_stand_beside_the_mean_field():
    found = hecs.barriers(TITANATE, spacing=0.3, orderings=2, supercell=(2, 2, 1), seed=3)
    assert found.orderings["samples"] == 2 and found.orderings["seed"] == 3
    in_1d = found.orderings["dimensions"]["1d"]
    assert 0 <= in_1d["share_low"] <= in_1d["share"] <= in_1d["share_high"] <= 1
    assert in_1d["mean_field"] == found.e_1d
    assert hecs.barriers(TITANATE, spacing=0.3).orderings is None


def test_a_supercell_is_one_of_orderings():
    with pytest.raises(hecs.OptionError):
        hecs.barriers(TITANATE, supercell=(2, 2, 1))
    with pytest.raises(hecs.OptionError):
        hecs.barriers(TITANATE, orderings=0)


@pytest.mark.filterwarnings("ignore::hecs.HecsWarning")
def test_a_screening_has_the_orderings_of_one_structure(tmp_path):
    source, sink = tmp_path / "titanate.cif", tmp_path / "out.jsonl"
    source.write_bytes(TITANATE)
    asked = {"orderings": 2, "supercell": (2, 2, 1), "seed": 3}
    hecs.screen("bvse", source, sink=sink, symmetry="as-given", spacing=0.3, **asked)
    record = json.loads(sink.read_text().splitlines()[0])
    one = hecs.barriers(source, spacing=0.3, **asked)
    assert record["orderings"] == json.loads(one.to_json())["orderings"]
    with pytest.raises(hecs.OptionError):
        hecs.screen("bvse", source, sink=sink, supercell=(2, 2, 1))
