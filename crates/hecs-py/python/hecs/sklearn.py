"""Estimators of scikit-learn: structures to features, and partial least squares with honest validation.

It needs scikit-learn, which ``pip install hecs[sklearn]`` brings.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from ._errors import OptionError
from ._records import Results
from ._structures import barriers, describe
from ._tables import Model, fit
from ._words import words

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BARRIERS = ("barrier_1d_eV", "barrier_2d_eV", "barrier_3d_eV")
"""Names of the features of barriers, eV."""

BARRIER_SPACING = 0.2
"""Grid spacing of the barriers unless another is given, Å."""


def _described_names(set: str, prototype: str | os.PathLike[str] | None) -> list[str]:
    from ._hecs import Query

    header = Query(words("describe", set=set, prototype=prototype), threads=1).header
    # Between file, entry, formula and status, code, notes, error.
    return header[3:-4]


class HecsFeaturizer(TransformerMixin, BaseEstimator):
    """Structures to features: the 32 descriptors of argyrodites or the 54 features of any electrolyte, barriers, or both.

    It is for pipelines of scikit-learn and for matminer alike: `featurize` and `feature_labels` are what matminer's
    ``featurize_dataframe`` asks for.

    Parameters
    ----------
    features : {"descriptors", "barriers", "both"}
        Which.
    set : {"argyrodite", "generic"}
        Which descriptors: the 32 of cubic argyrodites, or the 54 features of an electrolyte of any family, as in
        `hecs.describe`.
    ion : str
        The mobile ion of the barriers and of the generic set.
    spacing : float, optional
        Grid spacing of the maps behind the barriers and the generic set, Å; unless it is given 0.2 for barriers and that of
        `hecs.describe` for the generic set.
    symmetry : {"as-given", "find"}
        Symmetry that the maps of the barriers use, as in `hecs.barriers`.
    prototype : str or path, optional
        Of the generic set: adds the special descriptors of a prototype, as in `hecs.describe`.
    errors : {"nan", "raise"}
        What a structure without an answer is: a row of NaN, or an exception.
    threads : int, optional
        Threads that work at once.

    Examples
    --------
    >>> import hecs
    >>> from hecs.sklearn import HecsFeaturizer
    >>> made = HecsFeaturizer(features="barriers", spacing=0.3).fit_transform([hecs.examples.LI3OCL])
    >>> made.shape
    (1, 3)
    >>> generic = HecsFeaturizer(set="generic", spacing=0.3)
    >>> generic.fit_transform([hecs.examples.LI3OCL]).shape, generic.get_feature_names_out()[0]
    ((1, 54), 'r_X')
    """

    def __init__(
        self,
        features: Literal["descriptors", "barriers", "both"] = "descriptors",
        *,
        set: Literal["argyrodite", "generic"] = "argyrodite",
        ion: str = "Li+",
        spacing: float | None = None,
        symmetry: Literal["as-given", "find"] = "find",
        prototype: str | os.PathLike[str] | None = None,
        errors: Literal["nan", "raise"] = "nan",
        threads: int | None = None,
    ) -> None:
        self.features = features
        self.set = set
        self.ion = ion
        self.spacing = spacing
        self.symmetry = symmetry
        self.prototype = prototype
        self.errors = errors
        self.threads = threads

    def fit(self, X: Iterable[Any], y: Any = None) -> HecsFeaturizer:
        """Learns nothing: features follow from each structure alone."""
        self.n_features_out_ = len(self._names())
        return self

    def transform(self, X: Iterable[Any]) -> NDArray[np.float64]:
        """Features of structures, shape (n_structures, n_features); NaN where there is no value.

        Parameters
        ----------
        X : list or iterator of structures
            As in `hecs.inspect`.
        """
        names = self._names()
        items = list(X)
        parts: list[list[list[float]]] = []
        raised: Literal["record", "raise"] = "raise" if self.errors == "raise" else "record"
        if self.features in ("descriptors", "both"):
            parts.append(self._described(items, raised))
        if self.features in ("barriers", "both"):
            spacing = BARRIER_SPACING if self.spacing is None else self.spacing
            maps = barriers(
                items, ion=self.ion, spacing=spacing, symmetry=self.symmetry, threads=self.threads, errors=raised
            )
            self._check(maps, items)
            parts.append([[np.nan if e is None else e for e in (r.e_1d, r.e_2d, r.e_3d)] for r in maps])
        rows = [[value for part in row for value in part] for row in zip(*parts)]
        return np.asarray(rows, dtype=np.float64).reshape(len(items), len(names))

    def _described(self, items: list[Any], errors: Literal["record", "raise"]) -> list[list[float]]:
        """Values by structure and column of the set."""
        columns = _described_names(self.set, self.prototype)
        values: list[Mapping[str, float]]
        if self.set == "generic":
            generic = describe(
                items,
                set="generic",
                ion=self.ion,
                spacing=self.spacing,
                prototype=self.prototype,
                threads=self.threads,
                errors=errors,
            )
            self._check(generic, items)
            values = [{**r.special, **r.features} for r in generic]
        else:
            found = describe(items, threads=self.threads, errors=errors)
            self._check(found, items)
            values = [r.descriptors for r in found]
        return [[of.get(name, np.nan) for name in columns] for of in values]

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Names of the features."""
        return np.asarray(self._names(), dtype=object)

    def featurize(self, structure: Any) -> list[float]:
        """Features of one structure, as matminer asks for them."""
        return [float(x) for x in self.transform([structure])[0]]

    def featurize_many(self, entries: Iterable[Any], **_: Any) -> list[list[float]]:
        """Features of many structures, in parallel."""
        # matminer wraps each structure into a list of the columns that it was asked for.
        items = [item[0] if isinstance(item, (list, tuple)) else item for item in entries]
        return [[float(x) for x in row] for row in self.transform(items)]

    def feature_labels(self) -> list[str]:
        """Names of the features, as matminer asks for them."""
        return self._names()

    def citations(self) -> list[str]:
        """Where the features come from."""
        return ["doi:10.1016/j.scib.2021.04.029", "doi:10.1107/S2052520618015718"]

    def implementors(self) -> list[str]:
        """Who wrote it."""
        return ["The hecs contributors"]

    def _names(self) -> list[str]:
        if self.features not in ("descriptors", "barriers", "both"):
            raise OptionError(f"features: descriptors, barriers or both, not {self.features!r}", code="usage")
        names = [] if self.features == "barriers" else _described_names(self.set, self.prototype)
        return names + (list(BARRIERS) if self.features != "descriptors" else [])

    @staticmethod
    def _check(found: Results[Any], items: list[Any]) -> None:
        if len(found) != len(items):
            raise OptionError(
                f"{len(items)} inputs hold {len(found)} structures; give one structure in each",
                code="several-structures",
            )

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.requires_fit = False
        tags.no_validation = True
        return tags


class PLS(RegressorMixin, BaseEstimator):
    """Partial least squares of one response, by the code of ``hecs fit``: components chosen by cross-validation.

    Parameters
    ----------
    components : int or "auto"
        Number of components; ``"auto"`` chooses as `choice` says.
    max_components : int
        Largest number of components.
    choice : {"minimum", "one-standard-error", "van-der-voet"}
        How ``"auto"`` chooses.
    cv : str
        ``"loo"``, ``"kfold:K"``, ``"blocks:K"`` or ``"repeated:KxR"``.
    scale : {"auto", "auto-once", "center"}
        Scaling of the columns.
    seed : int
        Of everything random.
    threads : int, optional
        Threads that work at once.

    Attributes
    ----------
    coef_ : ndarray, shape (n_features,)
        Coefficients in the units of the columns.
    intercept_ : float
        What is added.
    vip_ : ndarray, shape (n_features,)
        Variable importance in the projection.
    n_components_ : int
        Components of the model.
    record_ : Fit
        All of `hecs.fit`.
    model_ : Model
        What `hecs.predict` takes.
    """

    def __init__(
        self,
        components: int | str = "auto",
        *,
        max_components: int = 10,
        choice: Literal["minimum", "one-standard-error", "van-der-voet"] = "minimum",
        cv: str = "loo",
        scale: Literal["auto", "auto-once", "center"] = "auto",
        seed: int = 1,
        threads: int | None = None,
    ) -> None:
        self.components = components
        self.max_components = max_components
        self.choice = choice
        self.cv = cv
        self.scale = scale
        self.seed = seed
        self.threads = threads

    def fit(self, X: ArrayLike, y: ArrayLike) -> PLS:
        """Fits the model.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
            The columns.
        y : array_like, shape (n_samples,)
            The response.
        """
        from sklearn.utils import column_or_1d

        found = validate_data(self, X, y, dtype=np.float64, ensure_min_samples=3, y_numeric=True)
        columns, response = found
        response = column_or_1d(response, warn=True)
        names = [f"x{i}" for i in range(columns.shape[1])]
        text = _csv(names, columns, response)
        self.record_ = fit(
            text,
            response="y",
            include=names,
            components=self.components,
            max_components=self.max_components,
            choice=self.choice,
            cv=self.cv,
            scale=self.scale,
            seed=self.seed,
            intervals="none",
            threads=self.threads,
        )
        self.model_: Model = self.record_.model
        of = self.record_.coefficients.to_dict()
        vip = self.record_.vip.to_dict()
        # A column without variation takes no part.
        self.coef_ = np.array([of.get(name, 0.0) for name in names])
        self.vip_ = np.array([vip.get(name, 0.0) for name in names])
        self.intercept_ = float(self.record_.intercept)
        self.n_components_ = int(self.record_.components)
        return self

    def predict(self, X: ArrayLike) -> NDArray[np.float64]:
        """What the model makes of rows, shape (n_samples,)."""
        check_is_fitted(self)
        columns = validate_data(self, X, dtype=np.float64, reset=False)
        found: NDArray[np.float64] = columns @ self.coef_ + self.intercept_
        return found


def _csv(names: list[str], columns: NDArray[np.float64], response: NDArray[np.float64]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*names, "y"])
    writer.writerows([repr(float(x)) for x in (*row, y)] for row, y in zip(columns, response))
    return text.getvalue().encode()


__all__ = ["HecsFeaturizer", "PLS"]
