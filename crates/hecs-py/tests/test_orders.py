"""Disordered structures as ordered ones."""

import hecs
import pytest

TELLURIDE = b"""data_SnPbTe _space_group_name_H-M_alt 'F m -3 m'
_cell_length_a 6.46 _cell_length_b 6.46 _cell_length_c 6.46
_cell_angle_alpha 90 _cell_angle_beta 90 _cell_angle_gamma 90
loop_ _atom_site_label _atom_site_type_symbol _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z _atom_site_occupancy
Pb Pb2+ 0 0 0 0.5  Sn Sn2+ 0 0 0 0.5  Te Te2- 0.5 0.5 0.5 1
"""


def test_numbers_are_exact():
    found = hecs.order(TELLURIDE, supercell=(3, 3, 3))
    assert int(found.configurations) == 24857784491537440929618523018320
    assert found.structures == []


def test_configurations_are_structures():
    every = hecs.order(TELLURIDE, supercell="2,1,1", all=True)
    assert sum(row["multiplicity"] for row in every.rows) == int(every.configurations) == 70
    assert len(every.structures) == every.given == int(every.inequivalent)
    drawn = hecs.order(TELLURIDE, supercell=(2, 1, 1), sample=3, seed=4, energies=True)
    for structure in drawn.structures:
        assert structure.formula == "Pb4 Sn4 Te8"
        assert hecs.inspect(structure).composition["Sn"] == 4
    assert all(row["energy"] < 0 for row in drawn.rows)
    chains = hecs.order(TELLURIDE, supercell=(2, 1, 1), sample=4, temperature=300, sweeps=(5, 2))
    assert chains.task == "boltzmann" and chains.given == 4


def test_what_makes_no_sense_is_refused():
    with pytest.raises(hecs.OptionError):
        hecs.order(TELLURIDE, all=True, sample=2)
    with pytest.raises(hecs.OptionError):
        hecs.order(TELLURIDE, supercell=(1, 2))
