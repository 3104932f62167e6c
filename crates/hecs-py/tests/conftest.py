"""What the tests share: the fixtures of the repository and the program built from it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable

import pytest

ROOT = Path(__file__).resolve().parents[3]
STRUCTURES = sorted((ROOT / "fixtures/structures").glob("*.cif"))
TABLE = ROOT / "fixtures/published/hecs_dataset.csv"
IODIDE = ROOT / "fixtures/structures/005_Li6PS5I.cif"


@pytest.fixture(scope="session")
def program() -> Callable[..., str]:
    """Runs the program and gives what it prints."""
    path = os.environ.get("HECS_PROGRAM", str(ROOT / "target/debug/hecs"))
    if not Path(path).is_file():
        pytest.skip(f"{path}: the program is not built")

    def run(*words: object) -> str:
        done = subprocess.run(
            [path, *map(str, words)], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.stdout, done.stderr
        return done.stdout

    return run


def without_times(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the wall times, which no two runs share."""
    return {key: value for key, value in record.items() if key != "seconds"}


def printed(text: str) -> list[dict[str, Any]]:
    """The records of a JSON document."""
    found: list[dict[str, Any]] = json.loads(text)
    return found
