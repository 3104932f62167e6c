"""Small structures to try things on."""

from __future__ import annotations

LI3OCL: bytes = b"""data_Li3OCl
_space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 3.91
_cell_length_b 3.91
_cell_length_c 3.91
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Li1 Li1+ 0 0.5 0.5
O1 O2- 0.5 0.5 0.5
Cl1 Cl1- 0 0 0
"""
"""The antiperovskite Li3OCl (Y. Zhao, L. L. Daemen 2012, doi:10.1021/ja305709z), as the text of a CIF."""
