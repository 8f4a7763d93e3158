"""Estimates a regression over blocks on Spark: one block a task, rounds until it has converged.

    spark-submit --master 'local[2]' fit_blocks.py ROWS --block hs6 --work WORK -- MODEL...

ROWS is a CSV file or folder with a header line, or Parquet (--format parquet), as Spark reads it. MODEL is
what `swingport fit-block` is told (--formula, --family, --vcov and so on). The answers of each round come
back to this program, which lets `swingport fit-blocks --statistics` add them up, asks again while that
wants another round, and prints its result. A task that runs twice gives the same answer and counts once.

On a cluster every worker needs the program: install it, or send it along with `--files swingport` and
say `--program swingport`.
"""

import argparse
import itertools
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

from pyspark import SparkFiles, TaskContext
from pyspark.sql import SparkSession
from pyspark.sql import functions

AGAIN = 75


def found(program):
    """The program on this machine: on its path, or sent along with the job."""
    sent = os.path.join(SparkFiles.getRootDirectory(), program)
    if os.path.sep not in program and os.path.exists(sent):
        os.chmod(sent, 0o755)
        return sent
    place = shutil.which(program)
    if place is None:
        task = TaskContext.get()
        where = f"partition {task.partitionId()} on {socket.gethostname()}" if task else "this machine"
        raise RuntimeError(f"{where} has no program {program}; install it, or send it with --files")
    return place


def measure(rows, header, program, model, question):
    """The answers of the blocks of one partition, whose rows come block by block."""
    place = None
    with tempfile.TemporaryDirectory(prefix="swingport-") as folder:
        options = list(model)
        if question:
            file = pathlib.Path(folder) / "question.json"
            file.write_bytes(question)
            options += ["--question", str(file)]
        for block, group in itertools.groupby(rows, key=lambda row: row[0]):
            place = place or found(program)
            table = pathlib.Path(folder) / "block.csv"
            with open(table, "w", encoding="utf-8", newline="") as file:
                file.write(header + "\n")
                file.writelines(row[1] + "\n" for row in group)
            with open(table, "rb") as file:
                ended = subprocess.run(
                    [place, "fit-block", *options, "--threads", "1"], stdin=file,
                    capture_output=True, check=False)
            if ended.returncode != 0:
                raise RuntimeError(
                    f"block {block}, partition {TaskContext.get().partitionId()} on "
                    f"{socket.gethostname()}: status {ended.returncode}: "
                    + ended.stderr.decode("utf-8", "replace").strip())
            yield ended.stdout.decode("utf-8")


def main():
    own, model = sys.argv[1:], []
    if "--" in own:
        cut = own.index("--")
        own, model = own[:cut], own[cut + 1:]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", help="the rows, as Spark finds them")
    parser.add_argument("--block", required=True, help="the column that names the block")
    parser.add_argument("--work", required=True, type=pathlib.Path, help="a folder of this machine")
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
    parser.add_argument("--partitions", type=int, default=0, help="as many as Spark takes unless said")
    parser.add_argument("--program", default="swingport")
    parser.add_argument("--local-program", help="the program on this machine, if it is another")
    options = parser.parse_args(own)
    model = ["--block", options.block, *model]
    local = options.local_program or options.program

    spark = SparkSession.builder.appName("swingport fit-blocks").getOrCreate()
    reader = spark.read.option("header", True).option("mode", "FAILFAST")
    rows = reader.csv(options.rows) if options.format == "csv" else spark.read.parquet(options.rows)
    if options.block not in rows.columns:
        sys.exit(f"the rows have no column '{options.block}'; they have {', '.join(rows.columns)}")
    # A line is made by the machine that reads it; Python sees texts and no values.
    line = functions.to_csv(functions.struct(*[functions.col(f"`{name}`") for name in rows.columns]))
    header = ",".join(f'"{name}"' for name in rows.columns)
    blocks = rows.select(functions.col(f"`{options.block}`").alias("block"), line.alias("line"))
    count = options.partitions or max(spark.sparkContext.defaultParallelism * 4, 8)
    blocks = blocks.repartition(count, "block").sortWithinPartitions("block").rdd.map(tuple)
    blocks.persist()

    options.work.mkdir(parents=True, exist_ok=True)
    question, number = None, 1
    while True:
        asked = spark.sparkContext.broadcast((header, options.program, model, question))
        answers = blocks.mapPartitions(lambda part: measure(part, *asked.value)).collect()
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"round-{number}-", dir=options.work))
        (folder / "answers.jsonl").write_text("".join(answers), encoding="utf-8")
        command = [shutil.which(local) or local, "fit-blocks", "--statistics", str(folder), *model]
        if question:
            (folder / "_question.json").write_bytes(question)
            command += ["--question", str(folder / "_question.json")]
        ended = subprocess.run(
            [*command, "--next", str(folder / "_next.json"), "--json"], capture_output=True, check=False)
        if ended.returncode == AGAIN:
            question = (folder / "_next.json").read_bytes()
            number += 1
            shutil.rmtree(folder)
            continue
        shutil.rmtree(folder)
        sys.stderr.write(ended.stderr.decode("utf-8", "replace"))
        sys.stdout.write(ended.stdout.decode("utf-8"))
        spark.stop()
        sys.exit(ended.returncode)


if __name__ == "__main__":
    main()
