//! Read CIF files into crystal structures, with diagnostics that point into the text.
