//! The basins of the grid, from which the search for the sites and hops of the potential starts.

pub(crate) mod network;
