import JSONText

extension SparkJob {
  /// What an estimation over blocks is told.
  public struct BlockOrder: Sendable {
    /// Where the rows are, as Spark finds them.
    public var rows: [String]
    /// `csv` or `parquet`.
    public var format: String
    /// What stands between the fields of CSV.
    public var delimiter: String
    /// The column that names the block.
    public var block: String
    /// The program on the workers: a name on their path or among the files of the job, or a path.
    public var program: String
    /// The program on this machine.
    public var local: String
    /// The model, as `swingport fit-block` is told.
    public var model: [String]
    /// The text of the file of choices, or nil.
    public var specification: String?
    /// What the last `swingport fit-blocks` is told besides: how to print.
    public var printing: [String]
    /// A folder of this machine for the answers of a round.
    public var work: String
    /// The file that the result is left in.
    public var result: String

    /// States all of it.
    public init(
      rows: [String], format: String, delimiter: String, block: String, program: String,
      local: String, model: [String], specification: String?, printing: [String], work: String,
      result: String
    ) {
      self.rows = rows
      self.format = format
      self.delimiter = delimiter
      self.block = block
      self.program = program
      self.local = local
      self.model = model
      self.specification = specification
      self.printing = printing
      self.work = work
      self.result = result
    }
  }

  /// An estimation over blocks as a job: one block a task, rounds until it has converged.
  ///
  /// Rows are dealt out by block once. A task hands the rows of its block to `swingport fit-block` on its
  /// machine; the answers come back to this one, where `swingport fit-blocks --statistics` adds them up
  /// in the order of the blocks and asks again while that is wanted. Answers wait on the workers' disks
  /// and are fetched one by one, so that memory here holds one of them.
  public static func blocks(
    master: String, settings: [String], order: BlockOrder
  ) -> Self {
    func list(_ texts: [String]) -> JSONValue { .list(texts.map { .text($0) }) }
    return Self(
      name: "fit-blocks", master: master, settings: settings, script: blockScript,
      order: JSONValue.members([
        "rows": list(order.rows), "format": .text(order.format),
        "delimiter": .text(order.delimiter), "block": .text(order.block),
        "program": .text(order.program), "local": .text(order.local), "model": list(order.model),
        "specification": .text(order.specification ?? ""), "printing": list(order.printing),
        "work": .text(order.work), "result": .text(order.result),
      ]).indented)
  }

  private static let blockScript = #"""
    import concurrent.futures
    import os
    import pathlib
    import shutil
    import socket
    import subprocess
    import tempfile
    import urllib.parse

    from pyspark import SparkFiles, StorageLevel, TaskContext
    from pyspark.sql import functions

    AGAIN = 75
    PACKED = (".gz", ".bz2", ".zst", ".snappy", ".lz4", ".deflate")


    def found(program):
        """The program on this worker: sent along with the job, or on its path."""
        sent = os.path.join(SparkFiles.getRootDirectory(), program)
        if os.path.sep not in program and os.path.exists(sent):
            os.chmod(sent, 0o755)
            return sent
        place = shutil.which(program)
        if place is None:
            raise fault(
                78, f"the worker {socket.gethostname()} has no program {program} for partition "
                f"{TaskContext.get().partitionId()}",
                "install it on every worker, or send it along with --conf spark.files=FILE")
        return place


    def measure(rows, header, order, question):
        """The answer of a block, whose rows are those of one partition."""
        block, place = None, found(order["program"])
        with tempfile.TemporaryDirectory(prefix="swingport-") as folder:
            folder = pathlib.Path(folder)
            with open(folder / "block.csv", "w", encoding="utf-8", newline="") as file:
                file.write(header + "\n")
                for block, text in rows:
                    file.write(text + "\n")
            if block is None:
                return
            command = [place, "fit-block", *order["model"], "--threads", "1"]
            for option, text in (("--spec", order["specification"]), ("--question", question)):
                if text:
                    (folder / option[2:]).write_text(text, encoding="utf-8")
                    command += [option, str(folder / option[2:])]
            with open(folder / "block.csv", "rb") as file:
                ended = subprocess.run(command, stdin=file, capture_output=True, check=False)
        if ended.returncode != 0:
            message, _, hint = ended.stderr.decode("utf-8", "replace").strip().partition("\n")
            raise fault(
                ended.returncode, f"block {block}, partition {TaskContext.get().partitionId()} on "
                f"{socket.gethostname()}: " + (message.removeprefix("swingport: ") or "no answer"),
                hint.strip() or "run the block by itself with swingport fit-block")
        yield ended.stdout.decode("utf-8")


    def path_of(address):
        """The path of an address; one file has several addresses, such as file:/a and file:///a."""
        return urllib.parse.unquote(urllib.parse.urlsplit(address).path)


    def listed(spark, paths):
        """The files below paths with their sizes, without those that jobs leave beside their output."""
        jvm, settings, found = spark._jvm, spark._jsc.hadoopConfiguration(), {}
        for text in paths:
            path = jvm.org.apache.hadoop.fs.Path(text)
            system = path.getFileSystem(settings)
            for root in system.globStatus(path) or []:
                start = len(path_of(root.getPath().toUri().toString()))
                files = system.listFiles(root.getPath(), True)
                while files.hasNext():
                    file = files.next()
                    address = file.getPath().toUri().toString()
                    parts = (path_of(address)[start:] or root.getPath().getName()).split("/")
                    if not any(part.startswith((".", "_")) or part.endswith("._COPYING_") for part in parts):
                        found[address] = file.getLen()
        return found


    def require_whole(spark, frame, order):
        """Refuses files that Spark passes over, and those that end within a line.

        A number that was cut is a number still. What was packed tells by itself whether it was cut.
        """
        files = {name: size for name, size in listed(spark, order["rows"]).items() if size > 0}
        taken = set(map(path_of, frame.inputFiles()))
        for name in sorted(files):
            if path_of(name) not in taken:
                raise fault(
                    65, f"{urllib.parse.unquote(name)} lies in a folder below, where Spark does not look "
                    "for rows", "name that folder, too, or move the file out of it")
        if order["format"] != "csv":
            return
        jvm, settings = spark._jvm, spark._jsc.hadoopConfiguration()

        def is_whole(name):
            path = jvm.org.apache.hadoop.fs.Path(jvm.java.net.URI(name))
            stream = path.getFileSystem(settings).open(path)
            try:
                stream.seek(files[name] - 1)
                return stream.read() == 10
            finally:
                stream.close()

        plain = sorted(name for name in files if not name.endswith(PACKED))
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for name, whole in zip(plain, pool.map(is_whole, plain)):
                if not whole:
                    raise fault(
                        65, f"{urllib.parse.unquote(name)} ends within a line: it was cut, or its last "
                        "line has no line feed", "write it again, or add a line feed")


    def dealt(spark, frame, block):
        """Rows as lines, every block a partition of its own, and how many there are."""
        name = functions.col(f"`{block}`")
        if frame.filter(name.isNull() | (name == "")).limit(1).count():
            raise fault(
                65, f"there are rows without a value of '{block}', which names the block",
                "leave those rows out")
        blocks = sorted(row[0] for row in frame.select(name.cast("string")).distinct().collect())
        if not blocks:
            raise fault(65, "there are no rows", "name the folder of the rows")
        # Numbers whose hashes fall on different partitions, one for each block.
        count, numbers, start = len(blocks), {}, 0
        while len(numbers) < count:
            stop = start + 16 * count + 1000
            places = spark.range(start, stop).select("id", functions.expr(f"pmod(hash(id), {count})"))
            for number, place in places.collect():
                numbers.setdefault(place, number)
            start = stop
        deal = functions.broadcast(spark.createDataFrame(
            [(one, numbers[place]) for place, one in enumerate(blocks)], "block string, number long"))
        columns = [functions.col(f"`{name}`") for name in frame.columns]
        text = functions.to_csv(functions.struct(*columns), {
            "escape": '"', "emptyValue": "", "ignoreLeadingWhiteSpace": "false",
            "ignoreTrailingWhiteSpace": "false"})
        rows = frame.select(name.cast("string").alias("block"), text.alias("line")).join(deal, "block")
        rows = rows.repartition(count, "number").select("block", "line")
        return rows.rdd.map(tuple), count


    def total(answers, count, order, question, folder):
        """Adds the answers up: the result, or nothing and the question of the next round."""
        with open(folder / "answers.jsonl", "w", encoding="utf-8") as file:
            for answer in answers.toLocalIterator():
                file.write(answer)
        command = [order["local"], "fit-blocks", "--statistics", str(folder), *order["model"],
                   "--expect", str(count), "--next", str(folder / "_next.json"), *order["printing"]]
        for option, text in (("--spec", order["specification"]), ("--question", question)):
            if text:
                (folder / ("_" + option[2:])).write_text(text, encoding="utf-8")
                command += [option, str(folder / ("_" + option[2:]))]
        ended = subprocess.run(command, capture_output=True, check=False)
        if ended.returncode == AGAIN:
            return None, (folder / "_next.json").read_text(encoding="utf-8")
        if ended.returncode != 0:
            message, _, hint = ended.stderr.decode("utf-8", "replace").strip().partition("\n")
            raise fault(ended.returncode, message.removeprefix("swingport: "), hint.strip())
        return ended.stdout, None


    with session() as spark:
        spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
        if ORDER["format"] == "csv":
            reader = spark.read.option("header", True).option("mode", "FAILFAST").option("escape", '"')
            reader = reader.option("enforceSchema", False).option("sep", ORDER["delimiter"])
            frame = reader.csv(ORDER["rows"])
        else:
            frame = spark.read.parquet(*ORDER["rows"])
        require_whole(spark, frame, ORDER)
        if ORDER["block"] not in frame.columns:
            raise fault(
                65, f"the rows have no column '{ORDER['block']}', which names the block",
                "give --block one of " + ", ".join(frame.columns))
        header = ",".join('"' + name.replace('"', '""') + '"' for name in frame.columns)
        rows, count = dealt(spark, frame, ORDER["block"])
        question, result = None, None
        while result is None:
            asked = spark.sparkContext.broadcast((header, ORDER, question))
            answers = rows.mapPartitions(lambda part: measure(part, *asked.value))
            answers.persist(StorageLevel.DISK_ONLY)
            answers.count()
            with tempfile.TemporaryDirectory(prefix="round-", dir=ORDER["work"]) as folder:
                result, question = total(answers, count, ORDER, question, pathlib.Path(folder))
            answers.unpersist()
            asked.destroy()
        with open(ORDER["result"], "wb") as file:
            file.write(result)

    """#
}
