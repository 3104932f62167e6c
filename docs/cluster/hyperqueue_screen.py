"""Screens sources in parts with HyperQueue and merges them into FOLDER/all.jsonl and FOLDER/all.parquet:

    pip install hyperqueue
    python hyperqueue_screen.py 20 parts/ database.jsonl.gz --ion Li+ --spacing 0.2

The first argument is the number of parts, the second a folder for their sinks, what follows goes to hecs as it is.
The program `hecs` must be on the PATH. Server and worker run in this process, on all cores of this machine."""

import os
import subprocess
import sys

from hyperqueue import Job, LocalCluster

# A part that was killed is tried so often; each attempt goes on where the last one ended.
ATTEMPTS = 4


def main(count, folder, asked):
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    sinks = [os.path.join(folder, f"part_{part}.jsonl") for part in range(1, count + 1)]
    with LocalCluster() as cluster:
        cluster.start_worker()
        client = cluster.client()
        for attempt in range(ATTEMPTS):
            # A sink has its name only when it is whole. How a task ended is not asked: structures without an answer
            # make hecs end with 1, and are records all the same.
            missing = [part for part, sink in enumerate(sinks, 1) if not os.path.exists(sink)]
            if not missing:
                break
            print(f"attempt {attempt}: {len(missing)} parts", flush=True)
            job = Job(default_workdir=os.getcwd(), max_fails=None, name="hecs")
            for part in missing:
                sink = sinks[part - 1]
                command = ["hecs", "screen", "bvse", *asked, "--shard", f"{part}/{count}"]
                command += ["--sink", sink, "--resume", "--threads", "1"]
                log = f"{sink}.{attempt}.log"
                job.program(command, env={"PATH": os.environ["PATH"]}, stdout=log, stderr=log)
            client.wait_for_jobs([client.submit(job)], raise_on_error=False)
    # Says which part is missing, if one is.
    for kind in ("jsonl", "parquet"):
        whole = os.path.join(folder, f"all.{kind}")
        subprocess.run(["hecs", "screen", "merge", *sinks, "--sink", whole], check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
