//! The hecs program.

fn main() {}
