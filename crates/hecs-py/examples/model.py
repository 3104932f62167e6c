"""A model of a table, judged, and what it predicts for structures."""

from __future__ import annotations

from pathlib import Path

import hecs


def learn(table: Path, response: str) -> hecs.Fit:
    """A model whose rows of the column ``set`` are learnt from and tested on."""
    found = hecs.fit(table, response=response, split="set", cv="repeated:5x10", out="model.json")
    print(found.components, found.r2_train, found.r2_test)
    return found


def is_chance(table: Path, response: str, model: hecs.Fit) -> bool:
    """Whether a permuted response would do as well."""
    judged: hecs.Validation = hecs.validate(table, response=response, split="set", model=model, permutations=200)
    return bool(judged.permutation.p_q2 > 0.05)


def predict(model: hecs.Fit, paths: list[str]) -> list[tuple[str, float | None, bool | None]]:
    """Name, value, and whether the structure is inside the model's domain."""
    return [(found.name, found.value, found.inside) for found in hecs.predict(paths, model=model)]
