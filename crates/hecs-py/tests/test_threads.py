"""Threads, forks and signals: right answers, no deadlock, and an interrupt within a second."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import hecs
from conftest import IODIDE, STRUCTURES
from hecs.examples import LI3OCL

SPACING = 0.3


def barrier(path):
    return hecs.barriers(path, spacing=SPACING, threads=2).e_3d


@pytest.fixture(scope="module")
def expected():
    return [barrier(path) for path in STRUCTURES[:8]]


def test_eight_threads_at_once(expected):
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(barrier, STRUCTURES[:8])) == expected


def test_other_threads_of_python_go_on():
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.005)

    clock = threading.Thread(target=tick)
    clock.start()
    began = time.perf_counter()
    hecs.barriers(IODIDE, spacing=0.03)
    ended = time.perf_counter()
    done.set()
    clock.join()
    assert sum(began < tick < ended for tick in ticks) >= 3


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_of_either_kind(expected, method):
    # The parent has used its threads already.
    context = multiprocessing.get_context(method)
    with context.Pool(2) as processes:
        assert processes.map_async(barrier, STRUCTURES[:8]).get(timeout=120) == expected


def screened(folder):
    return hecs.screen("bvse", IODIDE, sink=folder / f"{os.getpid()}.jsonl", spacing=0.3, threads=2).records


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_screenings_in_processes_of_either_kind(tmp_path, method):
    # The parent has screened already.
    assert screened(tmp_path) == 1
    context = multiprocessing.get_context(method)
    with context.Pool(2) as processes:
        assert processes.map_async(screened, [tmp_path] * 4).get(timeout=120) == [1] * 4


def test_a_question_inside_a_stream_does_not_wait_for_it():
    found = [
        (one.e_3d, hecs.barriers(LI3OCL, spacing=SPACING).e_3d)
        for one in hecs.barriers((LI3OCL for _ in range(50)), spacing=SPACING)
    ]
    assert len(set(found)) == 1 and found[0][0] == found[0][1]


@pytest.mark.parametrize(
    "work",
    [
        "hecs.barriers(path, spacing=0.01)",
        "hecs.paths(path, spacing=0.01, host='elastic', level=1.5)",
        "hecs.barriers([path] * 400, spacing=0.05)",
        "hecs.energies(path, numpy.random.default_rng(0).random((3_000_000, 3)))",
        "hecs.energy_map(path, spacing=0.02)",
    ],
)
def test_an_interrupt_is_heard_within_a_second(work):
    script = textwrap.dedent(f"""
        import json, time, numpy, hecs, warnings
        warnings.simplefilter("ignore")
        path = {str(IODIDE)!r}
        print("begun", flush=True)
        try:
            {work}
        except KeyboardInterrupt:
            print(json.dumps(time.time()), flush=True)
    """)
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    # Each of them takes two seconds at least on two quiet cores.
    time.sleep(0.3)
    said = time.time()
    child.send_signal(signal.SIGINT)
    heard = child.stdout.readline()
    assert heard, "it was done before the signal came"
    assert json.loads(heard) - said < 1.0
    assert child.wait(timeout=10) == 0


def resident_mb():
    with open(f"/proc/{os.getpid()}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_memory_is_flat_over_an_iterator():
    text = IODIDE.read_bytes()
    answers = hecs.barriers((text for _ in range(600)), spacing=SPACING)
    levels = []
    for number, _ in enumerate(answers):
        if number in (199, 599):
            levels.append(resident_mb())
    assert levels[1] - levels[0] < 10


def test_a_stream_takes_no_more_than_it_needs():
    taken = 0

    def items():
        nonlocal taken
        while True:
            taken += 1
            yield LI3OCL

    answers = hecs.inspect(items(), threads=2)
    for _ in range(10):
        next(answers)
    answers.close()
    assert taken < 100


def test_no_number_depends_on_the_threads():
    one, two = (hecs.paths(IODIDE, spacing=SPACING, threads=n).to_dict() for n in (1, 2))
    assert one | {"seconds": 0} == two | {"seconds": 0}
