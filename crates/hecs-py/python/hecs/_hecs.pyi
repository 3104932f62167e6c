"""The native half of the package; its users are the modules beside it."""

from collections.abc import Iterator
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

VERSION: str

@final
class Structure:
    """A crystal structure that was read, with oxidation states and occupancies."""

    @property
    def name(self) -> str:
        """File and entry."""
    @property
    def ok(self) -> bool:
        """Whether there is a structure."""
    @property
    def formula(self) -> str:
        """The formula as records have it."""
    @property
    def lattice(self) -> NDArray[np.float64]:
        """Cell vectors as rows, Å, shape (3, 3)."""
    @property
    def space_group(self) -> tuple[int | None, str | None]:
        """Number and Hermann–Mauguin symbol of the space group, where they are known."""
    @property
    def sites(self) -> list[tuple[str, list[tuple[str, float | None, float]], list[list[float]]]]:
        """Label, species (element, oxidation state in e, occupancy) and fractional positions of each site."""
    def to_cif(self) -> str:
        """The structure as CIF."""
    def to_pymatgen(self) -> Any:
        """As `pymatgen.core.Structure`: disordered sites hold several species, oxidation states decorate them."""
    def to_ase(self) -> Any:
        """As `ase.Atoms`: occupancies are where `ase.io` has them, oxidation states in the array ``oxidation_states``."""

@final
class Answer:
    @property
    def json(self) -> str: ...
    @property
    def row(self) -> list[str]: ...
    @property
    def status(self) -> str: ...
    @property
    def code(self) -> str | None: ...
    @property
    def message(self) -> str | None: ...
    @property
    def remedy(self) -> str | None: ...
    @property
    def place(self) -> str: ...
    @property
    def notes(self) -> list[tuple[str, str]]: ...
    @property
    def ordered(self) -> list[Structure]: ...
    @property
    def structure(self) -> Structure: ...

@final
class Query:
    def __new__(
        cls,
        words: list[str],
        model: str | None = None,
        points: NDArray[np.float64] | None = None,
        threads: int | None = None,
    ) -> Query: ...
    @property
    def header(self) -> list[str]: ...
    def one(self, given: tuple[Any, ...]) -> Answer: ...
    def stream(self, items: Iterator[tuple[Any, ...]]) -> Stream: ...
    def read(self, given: tuple[Any, ...]) -> Structure: ...
    def page(self, answers: list[Answer]) -> str | None: ...

@final
class Stream:
    def __iter__(self) -> Stream: ...
    def __next__(self) -> Answer: ...
    def close(self) -> None: ...

@final
class Structures:
    def __new__(cls, query: Query, given: tuple[Any, ...]) -> Structures: ...
    def __iter__(self) -> Structures: ...
    def __next__(self) -> Structure: ...

def energy_map(
    query: Query, given: tuple[Any, ...]
) -> tuple[tuple[NDArray[np.float32], str, NDArray[np.float64]] | None, Answer]: ...
def energies(
    query: Query, given: tuple[Any, ...], points: NDArray[np.float64], gradients: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]: ...
def images(
    query: Query, given: tuple[Any, ...]
) -> tuple[list[tuple[int, list[int], str, float, list[Structure]]], Answer]: ...
def fit(
    words: list[str], name: str, table: bytes, threads: int | None
) -> tuple[str, str, list[str]]: ...
def validate(
    words: list[str], name: str, table: bytes, model: str | None, threads: int | None
) -> tuple[str, list[str]]: ...
def predict_rows(
    words: list[str], name: str, table: bytes, model: str, threads: int | None
) -> tuple[list[str], list[tuple[str, list[str]]]]: ...
def model_page(words: list[str], name: str, table: bytes, threads: int | None) -> str: ...
def design(words: list[str], threads: int | None) -> tuple[str, str, list[str]]: ...
def screen(words: list[str], sources: list[str]) -> str: ...
