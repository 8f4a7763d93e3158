"""Breaks jobs of Spark on purpose, on a cluster of this machine's own, and says what came of them.

    python faults.py PROGRAM RECORDS BLOCKS

RECORDS and BLOCKS are folders that simulate_records.py and simulate_panel.py wrote. `spark-submit`,
`spark-class` and `java` are found on the path. A master and a worker of Spark's standalone mode are started
on a loopback address and ended at the end; no other process is touched.
"""

import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
SCRIPT = HERE.parents[2] / "scripts" / "spark" / "fit_blocks.py"
MODEL = [
    "--formula", "y ~ swing_ally + tariff | state^dest^hs6 + dest^year^hs6 + state^year^hs6", "--family",
    "poisson", "--vcov", "cluster:state+dest"]
MASTER = "spark://127.0.0.1:17077"


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()[:12]


class Cluster:
    """A master and a worker with two executors of one core."""

    def __enter__(self):
        environment = dict(os.environ, SPARK_LOCAL_IP="127.0.0.1")
        tool = shutil.which("spark-class")
        self.work = tempfile.TemporaryDirectory()
        start = lambda *words: subprocess.Popen(
            [tool, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.master = start(
            "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "17077", "--webui-port", "17080")
        time.sleep(6)
        self.worker = start(
            "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "-c", "2", "-m", "3g", "-d",
            self.work.name, "--webui-port", "17081", MASTER)
        time.sleep(6)
        return self

    def __exit__(self, *_):
        for process in (self.worker, self.master):
            process.terminate()
            process.wait()

    def executors(self):
        """The processes that the worker has started."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                words = (entry / "cmdline").read_bytes()
            except (OSError, ValueError, IndexError):
                continue
            if parent == self.worker.pid and b"CoarseGrainedExecutorBackend" in words:
                found.append(int(entry.name))
        return found


def conf(**settings):
    return [word for name, value in settings.items() for word in ("--conf", f"{name.replace('_', '.')}={value}")]


EXECUTORS = conf(spark_executor_cores=1, spark_executor_memory="1g", spark_cores_max=2, spark_driver_host="127.0.0.1")


def panel(program, records, out, *more, engine="spark", wait=True):
    command = [program, "panel", "--records", records, "--engine", engine, "--commodities", "87,88,93",
               "--period", "month", "--fill", "drop", "--out", out, *more]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return ended(process) if wait else process


def ended(process):
    errors = process.communicate()[1]
    return process.returncode, errors.strip().replace("\n", " /")


def blocks(rows, program, work, *settings, master="local[2,3]", local=None):
    process = subprocess.run(
        ["spark-submit", "--master", master, *settings, str(SCRIPT), rows, "--block", "hs6", "--work", work,
         "--program", program, *(["--local-program", local] if local else []), "--", *MODEL],
        capture_output=True, text=True)
    return process.returncode, process.stdout, process.stderr


def report(fault, found):
    print(f"| {fault} | {found} |", flush=True)


def main():
    program, records, folder = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        panel(program, records, str(scratch / "native"), engine="native")
        wanted = digest(scratch / "native" / "cells.csv")
        direct = subprocess.run(
            [program, "fit-blocks", folder, "--block", "hs6", *MODEL, "--json"], check=True, capture_output=True,
            text=True).stdout
        print("| fault | what came of it |\n|---|---|")

        with Cluster() as cluster:
            process = panel(program, records, str(scratch / "killed"), "--master", MASTER, *EXECUTORS, wait=False)
            victim = None
            for _ in range(600):
                if len(cluster.executors()) == 2:
                    time.sleep(4)
                    victim = cluster.executors()[0]
                    os.kill(victim, signal.SIGKILL)
                    break
                time.sleep(0.1)
            status, errors = ended(process)
            same = status == 0 and digest(scratch / "killed" / "cells.csv") == wanted
            report("an executor of the reduction killed (SIGKILL) in the middle",
                   f"{'killed' if victim else 'NOT killed'}; status {status}, cells {'the same' if same else 'OTHER'} {errors}")

            process = subprocess.Popen(
                ["spark-submit", "--master", MASTER, *EXECUTORS, str(SCRIPT), folder, "--block", "hs6", "--work",
                 str(scratch / "w1"), "--program", program, "--", *MODEL], stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True)
            victim = None
            for _ in range(900):
                if len(cluster.executors()) == 2 and subprocess.run(
                        ["pgrep", "-f", "^" + program + " fit-block "], capture_output=True).returncode == 0:
                    time.sleep(1)
                    victim = cluster.executors()[0]
                    os.kill(victim, signal.SIGKILL)
                    break
                time.sleep(0.1)
            output = process.communicate()[0]
            report("an executor of the estimation killed (SIGKILL) while it measures a block",
                   f"{'killed' if victim else 'NOT killed'}; status {process.returncode}, result "
                   f"{'the same to the byte' if output == direct else 'OTHER'}")

        settings = conf(spark_speculation="true", spark_speculation_multiplier="1.01",
                        spark_speculation_quantile="0.1", spark_speculation_interval="10ms",
                        spark_speculation_minTaskRuntime="1ms")
        status, errors = panel(program, records, str(scratch / "twice"), "--master", "local[2]", *settings)
        same = status == 0 and digest(scratch / "twice" / "cells.csv") == wanted
        report("tasks of the reduction run twice (speculation of everything)",
               f"status {status}, cells {'the same' if same else 'OTHER'} {errors}")

        once = scratch / "once"
        once.write_text(
            "#!/bin/sh\n# Answers, and fails the first time that it is asked about a block.\n"
            f'"{program}" "$@" < /dev/stdin > "$0.$$.json" || exit $?\ncat "$0.$$.json"\n'
            'name=$(head -c 4000 "$0.$$.json" | grep -o \'"block":"[0-9]*"\' | tr -cd 0-9)\nrm "$0.$$.json"\n'
            f'mkdir "{scratch}/seen-$name" 2>/dev/null && exit 9\nexit 0\n')
        once.chmod(0o755)
        status, output, errors = blocks(folder, str(once), str(scratch / "w2"), local=program, master="local[2,40]")
        again = len(list(scratch.glob("seen-*")))
        report("every block's task fails once after it has answered, and runs again",
               f"{again} blocks ran again; status {status}, result "
               f"{'the same to the byte' if output == direct else 'OTHER'}")

        bad = scratch / "bad"
        shutil.copytree(records, bad)
        part = sorted(bad.glob("year=*/month=*/*.csv"))[1]
        whole = part.read_bytes()
        part.write_bytes(whole[:-100])
        report("a part of the records cut short", "status %d: %s" % panel(
            program, str(bad), str(scratch / "x1"), "--master", "local[2]"))
        part.write_bytes(whole[:-2] + b"x\n")
        report("a part with a letter in place of a digit, same size", "status %d: %s" % panel(
            program, str(bad), str(scratch / "x2"), "--master", "local[2]"))
        left = [name for name in ("x1", "x2") if (scratch / name / "cells.csv").exists()]
        report("cells under the final name after either", ", ".join(left) or "none")

        status, output, errors = blocks(folder, "swingport-not-here", str(scratch / "w3"), local=program)
        line = next((line for line in errors.splitlines() if "has no program" in line), errors[-200:])
        report("workers without the program", f"status {status}: {line.strip()}")

        two = [panel(program, records, str(scratch / "both"), "--master", "local[1]", wait=False) for _ in range(2)]
        results = [ended(process) for process in two]
        same = digest(scratch / "both" / "cells.csv") == wanted
        rest = [path.name for path in (scratch / "both").iterdir() if path.name.startswith(".")]
        report("two jobs that write one output at once",
               f"statuses {[status for status, _ in results]}, cells {'the same' if same else 'OTHER'}, "
               f"left over: {rest or 'nothing'}")


main()
