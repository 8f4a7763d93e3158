# Sets up what the comparisons share and leaves `python`, `panels`, `binary` and `program` set: the peers
# in an environment of their own, the folder of the panels, and `benchmark` and `swingport` built for
# release.
#   SWINGPORT_BENCHMARK   a `benchmark` program that is built already
#   SWINGPORT_PROGRAM     a `swingport` program that is built already
#   SWINGPORT_PANELS      the folder of the panels; .build/panels beside this file unless said
#   SWINGPORT_PEERS       the folder of the peers' environment; .build/peers unless said
export PYTHONDONTWRITEBYTECODE=1
panels=${SWINGPORT_PANELS:-$folder/.build/panels}
peers=${SWINGPORT_PEERS:-$folder/.build/peers}
mkdir -p "$panels"
if [ ! -x "$peers/bin/python" ]; then
  python3 -m venv "$peers"
fi
python=$peers/bin/python
"$python" -m pip install --quiet --disable-pip-version-check -r "$folder/requirements.txt"
binary=${SWINGPORT_BENCHMARK:-}
if [ -z "$binary" ]; then
  swift build --package-path "$folder" -c release --product benchmark >&2
  binary=$folder/.build/release/benchmark
fi
program=${SWINGPORT_PROGRAM:-}
if [ -z "$program" ]; then
  swift build --package-path "$folder/.." -c release --product swingport >&2
  program=$folder/../.build/release/swingport
fi
