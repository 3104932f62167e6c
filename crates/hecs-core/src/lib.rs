//! Plain data of crystals with disorder: lattice, symmetry, sites, species, ion tables.
