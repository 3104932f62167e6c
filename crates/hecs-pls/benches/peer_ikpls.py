"""Times the fast cross-validation of ikpls on the data that examples/loo_speed.rs writes.

Usage: peer_ikpls.py X_AND_Y.f64 N P A REPEATS
The file holds X (N x P, row by row), y (N) and the number of each row's fold (N) as little-endian doubles. Prints `algorithm seconds press...`, one line for each of
the two algorithms, best of REPEATS; one core, centring and scaling (n-1) in each fold, as in the Rust example.
"""

import contextlib
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

try:
    import numpy as np
    from ikpls.fast_cross_validation.numpy import PLS
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(0)


def main():
    path, n, p, a, repeats = sys.argv[1], *map(int, sys.argv[2:6])
    data = np.fromfile(path, dtype="<f8")
    x, y = data[: n * p].reshape(n, p), data[n * p : n * p + n].reshape(n, 1)
    fold_of_row = data[n * p + n :].astype(int)

    def squared_errors(true, predicted):
        # predicted: (A, rows of the fold, 1)
        return ((predicted - true) ** 2).sum(axis=(1, 2))

    for algorithm in (1, 2):
        best = float("inf")
        for _ in range(repeats):
            model = PLS(algorithm=algorithm, ddof=1)
            start = time.perf_counter()
            with contextlib.redirect_stdout(None):
                folds = model.cross_validate(
                    x, y, a, folds=fold_of_row, metric_function=squared_errors, n_jobs=1, verbose=0
                )
            best = min(best, time.perf_counter() - start)
        press = sum(np.asarray(errors) for errors in folds.values())
        print(algorithm, best, *press)


main()
