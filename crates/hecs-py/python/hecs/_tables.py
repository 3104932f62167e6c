"""Models of tables: `fit`, `validate`, and what they are used for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from . import _hecs
from ._errors import OptionError, warn
from ._records import Prediction, Record, Result, Results
from ._sources import model_text, table_of
from ._words import threads_of, words

Missing = Literal["refuse", "mean", "nipals"]


class Model:
    """A fitted model: what `predict` takes.

    Attributes
    ----------
    text : str
        The model as the file of ``hecs fit --out`` holds it.
    """

    __slots__ = ("text",)
    text: str

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Model:
        """Reads a model that `save` or the program wrote."""
        return cls(model_text(path))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the model and gives its path."""
        out = Path(path)
        out.write_text(self.text, encoding="utf-8")
        return out

    def to_dict(self) -> dict[str, Any]:
        """Everything in it."""
        found: dict[str, Any] = json.loads(self.text)
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"<Model of {len(self.text)} characters>"


class Fit(Result):
    """A partial least squares model of a table, with leave-one-out, VIP and diagnostics.

    Attributes
    ----------
    model : Model
        What `predict` takes.
    response : str
        What is predicted. Models of several responses have ``responses`` instead.
    n, p, components : int
        Rows learnt from, columns, components.
    press, root_mean_press, q2 : tuple of float
        By number of components from 0.
    coefficients, vip : Record
        By column.
    predictions : tuple of Record
        ``row``, ``set``, ``observed``, ``fitted``, ``loo``.
    """

    __slots__ = ("model",)
    model: Model
    response: str
    n: int
    p: int
    components: int
    press: tuple[float, ...]
    root_mean_press: tuple[float, ...]
    q2: tuple[float, ...]
    r2_train: float
    rmse_train: float
    r2_test: float | None
    rmse_test: float | None
    coefficients: Record
    intercept: float
    vip: Record
    predictions: tuple[Record, ...]
    warnings: tuple[str, ...]

    def __init__(self, text: str, model: str) -> None:
        super().__init__(text)
        object.__setattr__(self, "model", Model(model))
        shown = ("response", "n", "p", "components", "r2_train", "rmse_train", "r2_test", "rmse_test")
        _show(self, shown)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Fit, (self._json, self.model.text))


class Validation(Result):
    """Whether a model could be chance, how sure its coefficients are, what the whole procedure achieves.

    Attributes
    ----------
    permutation, nested : Record
        The test of chance, and the nested cross-validation.
    coefficients : tuple of Record
        ``name``, ``value``, ``standard_error``, ``low``, ``high``, ``certain_sign``.
    """

    __slots__ = ()
    response: str
    n: int
    p: int
    components: int
    q2: float
    permutation: Record
    nested: Record
    coefficients: tuple[Record, ...]
    warnings: tuple[str, ...]

    def __init__(self, text: str) -> None:
        super().__init__(text)
        _show(self, ("response", "n", "p", "components", "q2"))

    def __reduce__(self) -> tuple[Any, ...]:
        return (Validation, (self._json,))


def _show(result: Result, names: Sequence[str]) -> None:
    """What of a record its table in a notebook shows."""
    shown = [(name, result._fields[name]) for name in names if result._fields.get(name) is not None]
    object.__setattr__(result, "_header", tuple(name for name, _ in shown))
    object.__setattr__(result, "_row", tuple(str(value) for _, value in shown))


def _columns(
    response: str | Iterable[str],
    exclude: Iterable[str],
    include: Iterable[str],
    split: str | None,
    group: str | None,
    name: str | None,
    missing: Missing | None,
    preprocess: Iterable[str],
    select: str | None,
    max_components: int,
    scale: str,
    components: int | str | None,
    choice: str | None,
    cv: str,
    seed: int,
    level: float | None,
) -> dict[str, Any]:
    return {
        "response": [response] if isinstance(response, str) else list(response),
        "exclude": [exclude] if isinstance(exclude, str) else list(exclude),
        "include": [include] if isinstance(include, str) else list(include),
        "split": split,
        "group": group,
        "name": name,
        "missing": missing,
        "preprocess": preprocess,
        "select": select,
        "max_components": max_components,
        "scale": scale,
        "components": components,
        "choice": choice,
        "cv": cv,
        "seed": seed,
        "level": level,
    }


def fit(
    table: Any,
    *,
    response: str | Iterable[str],
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    split: str | None = None,
    group: str | None = None,
    name: str | None = None,
    missing: Missing | None = None,
    preprocess: Iterable[str] = (),
    select: str | None = None,
    max_components: int = 10,
    scale: Literal["auto", "auto-once", "center"] = "auto",
    components: int | str = "auto",
    choice: Literal["minimum", "one-standard-error", "van-der-voet"] = "minimum",
    cv: str = "loo",
    seed: int = 1,
    level: float = 0.95,
    intervals: str = "jackknife",
    out: str | os.PathLike[str] | None = None,
    threads: int | None = None,
) -> Fit:
    """Fits a partial least squares model to a table.

    Parameters
    ----------
    table : path, bytes of a CSV file, or DataFrame
        A header and a row for each sample.
    response : str or iterable of str
        Column to predict; several for one model of all.
    exclude, include : iterable of str
        Columns to leave out, or the only ones to use. Columns without numbers are left out anyway.
    split : str, optional
        Column that says of each row ``train``, ``test``, ``validation`` or anything else (unused).
    group : str, optional
        Column of labels of rows that are left out together.
    name : str, optional
        Column with the names of the rows.
    missing : {"refuse", "mean", "nipals"}, optional
        What is done with missing values.
    preprocess : iterable of str
        Treatments of spectra: ``"snv"``, ``"msc"``, ``"sg:WINDOW:ORDER:DERIVATIVE"``.
    select : str, optional
        Keep the columns of ``"vip:X"`` or ``"sr:X"``, chosen anew in each fold.
    max_components : int
        Largest number of components.
    scale : {"auto", "auto-once", "center"}
        Scaling of the columns.
    components : int or "auto"
        Number of components.
    choice : {"minimum", "one-standard-error", "van-der-voet"}
        How ``"auto"`` chooses.
    cv : str
        ``"loo"``, ``"kfold:K"``, ``"blocks:K"`` or ``"repeated:KxR"``.
    seed : int
        Of everything random.
    level : float
        Confidence level of domain and intervals.
    intervals : str
        ``"jackknife"``, ``"bootstrap:N"`` or ``"none"``.
    out : path, optional
        Writes the model.
    threads : int, optional
        Threads that work at once.

    Returns
    -------
    Fit

    Examples
    --------
    >>> import hecs
    >>> rows = "".join(f"{x % 3},{x * x % 7},{2 * (x % 3) - 0.1 * (x * x % 7)}\\n" for x in range(12))
    >>> found = hecs.fit(("a,b,y\\n" + rows).encode(), response="y", components=2)
    >>> found.components, round(found.r2_train, 6)
    (2, 1.0)
    """
    columns = _columns(
        response, exclude, include, split, group, name, missing, preprocess, select, max_components, scale, components,
        choice, cv, seed, level,
    )  # fmt: skip
    called, text = table_of(table)
    line = words("fit", **columns, intervals=intervals)
    model, record, told = _hecs.fit(line, called, text, threads_of(threads))
    warn([("pls", words_) for words_ in told], depth=2)
    found = Fit(record, model)
    if out is not None:
        found.model.save(out)
    return found


def validate(
    table: Any,
    *,
    response: str,
    model: Any = None,
    exclude: Iterable[str] = (),
    include: Iterable[str] = (),
    split: str | None = None,
    group: str | None = None,
    name: str | None = None,
    missing: Missing | None = None,
    preprocess: Iterable[str] = (),
    select: str | None = None,
    max_components: int = 10,
    scale: Literal["auto", "auto-once", "center"] = "auto",
    components: int | str | None = None,
    choice: Literal["minimum", "one-standard-error", "van-der-voet"] | None = None,
    cv: str = "loo",
    seed: int = 1,
    level: float | None = None,
    permutations: int = 1000,
    bootstrap: int = 1000,
    folds: int = 10,
    threads: int | None = None,
) -> Validation:
    """Questions a model: permutation test, nested cross-validation, bootstrap.

    Parameters
    ----------
    table, response, exclude, include, split, group, name, missing, preprocess, select, max_components, scale
        As in `fit`.
    model : Model, result of `fit`, path or text, optional
        Judge this model, fitted to the same table with the same options; what it knows itself is then not given again.
    components, choice, cv, seed, level
        As in `fit`.
    permutations, bootstrap, folds : int
        Random permutations of the response, bootstrap resamples, folds of the outer loop.
    threads : int, optional
        Threads that work at once.

    Returns
    -------
    Validation
    """
    columns = _columns(
        response, exclude, include, split, group, name, missing, preprocess, select, max_components, scale,
        components, choice, cv, seed, level,
    )  # fmt: skip
    text = None if model is None else model_text(model)
    called, content = table_of(table)
    line = words(
        "validate", **columns, permutations=permutations, bootstrap=bootstrap, folds=folds,
        model=None if text is None else "-",
    )  # fmt: skip
    record, told = _hecs.validate(line, called, content, text, threads_of(threads))
    warn([("pls", words_) for words_ in told], depth=2)
    return Validation(record)


def predictions(
    model: str, table: Any, name: str | None, missing: str | None, threads: int | None
) -> Results[Prediction]:
    """What a model predicts for the rows of a table."""
    called, content = table_of(table)
    line = words("predict", model="-", table="-", name=name, missing=missing)
    header, found = _hecs.predict_rows(line, called, content, model, threads)
    return Results([Prediction(text, header, row) for text, row in found])


def page_of_table(table: Any, response: str | None, options: dict[str, Any], threads: int | None) -> str:
    """The page of a model of a table."""
    if response is None:
        raise OptionError("response: name the column to predict", code="usage")
    called, content = table_of(table)
    if not called.endswith((".csv", ".tsv")):
        called += ".csv"
    return _hecs.model_page(words("report", response=response, **options), called, content, threads)
