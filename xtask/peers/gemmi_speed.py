"""Speed of gemmi on the CIF files given as arguments: prints MB/s of parsing and files/s of
reading a small structure and expanding it to the unit cell. Prints a message to stderr and
nothing to stdout where gemmi is not installed."""

import sys
import time

try:
    import gemmi
except ImportError:
    sys.exit("gemmi is not installed: no speed to compare with")


def best(work, seconds=2.0):
    begin = time.perf_counter()
    shortest = float("inf")
    while time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


texts = []
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        text = file.read().decode("utf-8", "replace")
    try:
        gemmi.cif.read_string(text)
    except (ValueError, RuntimeError):
        continue
    texts.append(text)


def parse():
    for text in texts:
        gemmi.cif.read_string(text)


def expand():
    for text in texts:
        for block in gemmi.cif.read_string(text):
            small = gemmi.make_small_structure_from_block(block)
            if small.sites:
                small.get_all_unit_cell_sites()
                break


size = sum(len(text.encode()) for text in texts) / 1e6
print(f"{size / best(parse):.1f} {len(texts) / best(expand):.0f}")
