"""The estimators keep what scikit-learn promises of estimators."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import hecs
from conftest import STRUCTURES, TABLE

sklearn = pytest.importorskip("sklearn")
from sklearn.base import clone  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

from hecs.sklearn import BARRIERS, PLS, HecsFeaturizer  # noqa: E402

# Checks of the behaviour for samples too few to be cross-validated are met by an error that says so.
EXCLUDED: dict[str, str] = {}


def test_pls_passes_the_checks_of_scikit_learn():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        done = check_estimator(PLS(), expected_failed_checks=EXCLUDED, on_fail=None)
    failed = {r["check_name"]: repr(r["exception"])[:300] for r in done if r["status"] == "failed"}
    assert not failed
    assert sum(r["status"] == "passed" for r in done) > 30


def test_pls_is_the_fit_of_the_program():
    pd = pytest.importorskip("pandas")
    table = pd.read_csv(TABLE, comment="#")
    train = table[table["set"] == "train"]
    columns = [c for c in train.columns if train[c].dtype.kind == "f" and c not in ("ea_pls_eV", "ea_bvse_eV")]
    model = PLS().fit(train[columns], train["ea_bvse_eV"])
    fitted = model.predict(train[columns])
    expected = [row.fitted for row in model.record_.predictions]
    assert np.allclose(fitted, expected, rtol=0, atol=1e-12)
    assert model.score(train[columns], train["ea_bvse_eV"]) == pytest.approx(model.record_.r2_train, abs=1e-12)


def test_features_have_names_and_go_through_pipelines():
    files = STRUCTURES[:12]
    featurizer = HecsFeaturizer()
    made = featurizer.fit(files).transform(files)
    assert made.shape == (12, 32) == (12, len(featurizer.get_feature_names_out()))
    first = hecs.describe(files[0]).descriptors
    assert dict(zip(featurizer.feature_labels(), made[0])) == first.to_dict()
    assert featurizer.featurize(files[0]) == list(made[0])
    assert clone(featurizer).get_params() == featurizer.get_params()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline = make_pipeline(HecsFeaturizer(), PLS(components=2))
        pipeline.fit(files, np.linspace(0.2, 0.5, 12))
        assert pipeline.predict(files).shape == (12,)


def test_features_of_any_electrolyte_have_names():
    items = [hecs.examples.LI3OCL, STRUCTURES[0]]
    featurizer = HecsFeaturizer(set="generic", spacing=0.3)
    made = featurizer.fit(items).transform(items)
    names = list(featurizer.get_feature_names_out())
    assert made.shape == (2, 54) == (2, len(names)) and featurizer.n_features_out_ == 54
    for row, found in zip(made, hecs.describe(items, set="generic", spacing=0.3)):
        assert {name: x for name, x in zip(names, row) if not np.isnan(x)} == found.features.to_dict()
        assert {name for name, x in zip(names, row) if np.isnan(x)} == set(found.missing)
    assert np.isnan(made[0]).any() and clone(featurizer).get_params() == featurizer.get_params()
    wider = HecsFeaturizer("both", set="generic", spacing=0.4, prototype="argyrodite")
    labels = wider.feature_labels()
    assert labels[:54] == names and labels[-3:] == list(BARRIERS) and len(labels) > 57
    assert wider.fit_transform(items[1:]).shape == (1, len(labels))
    with pytest.raises(hecs.OptionError):
        HecsFeaturizer(prototype="argyrodite").fit(items)


def test_structures_without_an_answer_are_rows_of_nan():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = HecsFeaturizer("both", spacing=0.4).fit_transform([hecs.examples.LI3OCL, STRUCTURES[0]])
    assert np.isnan(made[0, :32]).all() and np.isfinite(made[0, 32:]).all()
    assert np.isfinite(made[1]).all()
    with pytest.raises(hecs.HecsError):
        HecsFeaturizer(errors="raise").fit_transform([hecs.examples.LI3OCL])
