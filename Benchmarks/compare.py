#!/usr/bin/env python3
"""Runs `benchmark` and its peers on the same panels in one run; see Benchmarks/README.md."""
import argparse
import json
import os
import select
import statistics
import subprocess
import sys
import time

import peer

FOLDER = os.path.dirname(os.path.abspath(__file__))
TASKS = ["ols_unb", "ols_bal", "ppml"]
PEERS = ["fereg", "pyfixest", "hdfe-stream"]
OURS = "swingport"


class Server:
    """A program that has a panel in memory and answers tasks."""

    def __init__(self, tool, command):
        self.tool = tool
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            bufsize=0)
        self.talk = b""
        os.set_blocking(self.process.stderr.fileno(), False)

    def listen(self):
        """Takes what the program says, so that a talkative one does not block."""
        self.talk = (self.talk + (self.process.stderr.read() or b""))[-4000:]

    def fit(self, task, limit):
        """A measurement, or the reason why there is none."""
        try:
            self.process.stdin.write(task.encode() + b"\n")
        except BrokenPipeError:
            return self.failure()
        line, deadline = b"", time.monotonic() + limit
        while not line.endswith(b"\n"):
            self.listen()
            if time.monotonic() > deadline:
                self.close()
                return f"not finished in {limit:.0f} s"
            if select.select([self.process.stdout], [], [], 0.2)[0]:
                chunk = os.read(self.process.stdout.fileno(), 1 << 16)
                if not chunk:
                    return self.failure()
                line += chunk
                if not line.endswith(b"\n"):
                    continue
                # A program may talk on standard output; its answer is an object.
                last = line.splitlines()[-1]
                if last.startswith(b"{"):
                    return json.loads(last)
                line = b""
        return "no answer"

    def failure(self):
        self.process.wait()
        self.listen()
        lines = self.talk.decode(errors="replace").strip().splitlines() or ["said nothing"]
        return f"ended with {self.process.returncode}: {lines[-1]}"

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def serving(tool, binary, panel):
    """The command that has a panel in memory and serves fits of it."""
    if tool == OURS:
        return [binary, f"{panel}.columns", "--serve"]
    return [sys.executable, f"{FOLDER}/peer.py", tool, f"{panel}.parquet", "--serve"]


def single(tool, program, panel, task):
    """The command that fits once, from text to printed results."""
    if tool != OURS:
        return [sys.executable, f"{FOLDER}/peer.py", tool, f"{panel}.csv", task]
    return [
        program, "fit", f"{panel}.csv", "--json", "--formula",
        f"{peer.OUTCOMES[task]} ~ {' + '.join(peer.TERMS)} | {peer.EFFECTS}",
        "--family", "poisson" if task == "ppml" else "gaussian", "--vcov", "cluster:state+dest"]


def printed(tool, text):
    """Coefficients, standard errors and observations out of what a process printed."""
    if tool != OURS:
        return json.loads(text.splitlines()[-1])
    result = json.loads(text)
    rows = {row["term"]: row for row in result["coefficients"]}
    return {
        "coefficients": [rows[term]["estimate"] for term in peer.TERMS],
        "standardErrors": [rows[term]["std_error"] for term in peer.TERMS],
        "observations": result["nobs"],
    }


def interleaved(tools, binary, panel, tasks, repetitions, limit):
    """Measurements by task and tool; tools take turns, after one fit each that is not counted."""
    results = {}
    for task in tasks:
        # One process for each tool and task, so that its peak memory is that of the task.
        servers = {tool: Server(tool, serving(tool, binary, panel)) for tool in tools}
        try:
            for round in range(repetitions + 1):
                for tool, server in list(servers.items()):
                    answer = server.fit(task, limit)
                    if isinstance(answer, str):
                        results[task, tool] = answer
                        servers.pop(tool).close()
                    elif round > 0:
                        results.setdefault((task, tool), []).append(answer)
        finally:
            for server in servers.values():
                server.close()
    return results


def whole(tools, program, panel, tasks, repetitions, limit):
    """Seconds and peak megabytes of whole processes from text to results, tools in turns."""
    results = {}
    for task in tasks:
        for _ in range(repetitions):
            for tool in tools:
                if isinstance(results.get((task, tool)), str):
                    continue
                start = time.perf_counter()
                process = subprocess.Popen(
                    single(tool, program, panel, task), stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL)
                ready, deadline = False, time.monotonic() + limit
                while not ready and time.monotonic() < deadline:
                    ready = bool(select.select([process.stdout], [], [], 1)[0])
                if not ready:
                    process.kill()
                text = process.stdout.read()
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                seconds = time.perf_counter() - start
                if process.returncode != 0 or not text:
                    reason = f"not finished in {limit:.0f} s" if not ready else "failed"
                    results[task, tool] = reason
                    continue
                answer = printed(tool, text)
                answer["seconds"] = seconds
                answer["processorSeconds"] = usage.ru_utime + usage.ru_stime
                answer["peakMegabytes"] = usage.ru_maxrss * 1024 / 1e6
                results.setdefault((task, tool), []).append(answer)
    return results


def median(answers, key):
    """The median of one figure of measurements."""
    return statistics.median(answer[key] for answer in answers)


def table(title, results, tools, tasks):
    """Prints medians and how many times ours they are."""
    print(f"\n{title}")
    print(
        f"{'task':8} {'tool':12} {'median s':>9} {'fastest':>9} {'ratio':>6} "
        f"{'CPU s':>9} {'ratio':>6} {'peak MB':>8} {'ratio':>6}")
    for task in tasks:
        ours = results.get((task, OURS))
        for tool in tools:
            answers = results.get((task, tool), "not run")
            if isinstance(answers, str):
                print(f"{task:8} {tool:12} {answers}")
                continue
            peak = max(answer["peakMegabytes"] for answer in answers)
            figures = [median(answers, "seconds"), median(answers, "processorSeconds"), peak]
            ratios = ["     -"] * 3
            if isinstance(ours, list):
                bases = [
                    median(ours, "seconds"), median(ours, "processorSeconds"),
                    max(answer["peakMegabytes"] for answer in ours)]
                ratios = [f"{figure / base:6.2f}" for figure, base in zip(figures, bases)]
            fastest = min(answer["seconds"] for answer in answers)
            print(
                f"{task:8} {tool:12} {figures[0]:9.4f} {fastest:9.4f} {ratios[0]} "
                f"{figures[1]:9.4f} {ratios[1]} {peak:8.0f} {ratios[2]}")


def disagreements(results, tools, tasks, limits):
    """Prints the largest relative differences from ours and returns how many are too large."""
    count = 0
    print(f"{'task':8} {'tool':12} {'coefficients':>13} {'std errors':>13} {'rows':>9}")
    for task in tasks:
        ours = results.get((task, OURS))
        if not isinstance(ours, list):
            count += 1
            continue
        reference = ours[0]
        for tool in tools:
            answers = results.get((task, tool))
            if not isinstance(answers, list):
                continue
            maxima = [
                max(
                    abs(a - b) / max(abs(b), 1e-300)
                    for answer in answers
                    for a, b in zip(answer[key], reference[key], strict=True))
                for key in ("coefficients", "standardErrors")
            ]
            rows = {answer["observations"] for answer in answers}
            wrong = any(not value <= limit for value, limit in zip(maxima, limits))
            wrong |= rows != {reference["observations"]}
            count += wrong
            print(
                f"{task:8} {tool:12} {maxima[0]:13.1e} {maxima[1]:13.1e} "
                f"{max(rows):9}{'  DIFFERS' if wrong else ''}")
    return count


def words(text):
    return [word for word in text.split(",") if word]


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/compare", description=__doc__)
    parser.add_argument("--sizes", type=words, default=["n290k", "n1m", "n3m5"])
    parser.add_argument("--tasks", type=words, default=TASKS)
    parser.add_argument("--peers", type=words, default=PEERS)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--whole-repetitions", type=int, default=3)
    parser.add_argument(
        "--limit", type=float, default=60, help="seconds after which a fit is given up")
    parser.add_argument("--coefficient-tolerance", type=float, default=1e-8)
    parser.add_argument("--error-tolerance", type=float, default=1e-6)
    parser.add_argument("--json", help="a file for every single measurement")
    parser.add_argument("--panels", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    choices = parser.parse_args()
    tools = [OURS] + choices.peers
    limits = (choices.coefficient_tolerance, choices.error_tolerance)
    wrong, record = 0, {}
    for size in choices.sizes:
        panel = f"{choices.panels}/{size}"
        if not os.path.exists(f"{panel}.columns"):
            subprocess.run(
                [sys.executable, f"{FOLDER}/simulate.py", choices.panels, size], check=True)
        fits = interleaved(
            tools, choices.binary, panel, choices.tasks, choices.repetitions, choices.limit)
        table(
            f"{size}: fit alone, simulated panel in memory, {choices.repetitions} repetitions "
            "in turns; peak memory includes the panel", fits, tools, choices.tasks)
        wrong += disagreements(fits, tools, choices.tasks, limits)
        processes = {}
        if choices.whole_repetitions > 0:
            processes = whole(
                tools, choices.program, panel, choices.tasks, choices.whole_repetitions,
                choices.limit)
            table(
                f"{size}: whole process from the same CSV file, {choices.whole_repetitions} "
                "repetitions in turns", processes, tools, choices.tasks)
            wrong += disagreements(processes, tools, choices.tasks, limits)
        sys.stdout.flush()
        record[size] = {
            kind: {f"{task} {tool}": value for (task, tool), value in results.items()}
            for kind, results in (("fit", fits), ("process", processes))
        }
    if choices.json:
        with open(choices.json, "w") as file:
            json.dump(record, file, indent=1, sort_keys=True)
    if wrong:
        print(f"\n{wrong} comparisons differ or have nothing of ours to stand beside")
        sys.exit(1)


if __name__ == "__main__":
    main()
