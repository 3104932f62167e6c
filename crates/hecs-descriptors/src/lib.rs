//! The 32 hierarchical crystal-structure descriptors (HECS) of cubic argyrodites.
