//! Bond-valence site energy maps and exact percolation barriers of mobile ions.
