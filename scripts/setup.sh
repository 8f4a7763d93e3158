# What ./run and ./test share: checks of the toolchain, installation of packages, the release build.
# Every function says in one sentence what is missing when it cannot go on.

stop() {
  printf '%s\n' "$*" >&2
  exit 69
}

require_swift() {
  if ! command -v swift >/dev/null 2>&1; then
    stop "Swift is not installed: install Swift 6.2 or later from https://www.swift.org/install/ and put it on the PATH."
  fi
  if ! swift --version >/dev/null 2>&1; then
    # A bare Debian lacks libraries that the toolchain itself is linked with.
    install_packages "running the Swift toolchain" libncurses6 libxml2 libcurl4 libedit2 libsqlite3-0 zlib1g tzdata || exit 69
  fi
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
  local major=${version% *} minor=${version#* }
  if [ -z "$version" ] || [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
    stop "Swift 6.2 or later is needed, and 'swift --version' says otherwise: install a newer toolchain from https://www.swift.org/install/."
  fi
}

# Installs Debian packages that are not there yet; $1 says what for.
install_packages() {
  local purpose=$1 missing=() package
  shift
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && as_root=(sudo -n)
    if [ "${#as_root[@]}" -eq 0 ]; then
      echo "The Debian packages ${missing[*]} are missing ($purpose) and there are no rights to install them: run 'apt-get install ${missing[*]}' as root, then try again." >&2
      return 1
    fi
  fi
  echo "setup: installing ${missing[*]} ($purpose)" >&2
  if ! { "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}" ||
    { "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; }; } >/dev/null 2>&1; then
    echo "The Debian packages ${missing[*]} could not be installed ($purpose): check the network and the package sources, or install them by hand." >&2
    return 1
  fi
}

# What Swift itself needs to compile and link C++ on Debian, and git to fetch packages.
require_build_tools() {
  local missing=()
  command -v git >/dev/null 2>&1 || missing+=(git ca-certificates)
  command -v ld >/dev/null 2>&1 || missing+=(binutils)
  compgen -G '/usr/lib/gcc/*/*/crtbegin.o' >/dev/null || missing+=(gcc)
  [ -e /usr/include/stdlib.h ] || missing+=(libc6-dev)
  compgen -G '/usr/include/c++/*/vector' >/dev/null || missing+=(g++)
  [ -e /usr/include/zip.h ] || missing+=(libzip-dev)
  command -v pkg-config >/dev/null 2>&1 || missing+=(pkg-config)
  [ "${#missing[@]}" -eq 0 ] || install_packages "compiling with Swift" "${missing[@]}" || exit 69
  # The C libraries that are linked: docs/decisions/0012-libcurl.md and its like.
  install_packages "compiling with Swift" libcurl4-openssl-dev libsqlite3-dev libzip-dev pkg-config || exit 69
}

# Tools that render maps and pages in tests. They are part of the test, not of the program.
install_test_tools() {
  install_packages "rendering maps and pages in tests" librsvg2-bin libxml2-utils chromium imagemagick fonts-dejavu-core || exit 69
  install_packages "serving bad certificates in tests" openssl || exit 69
  install_packages "watching system calls in tests" strace || exit 69
}

# Spark for the tests that use it where it is there: Java from Debian, pyspark in an environment of its own.
install_spark() {
  command -v java >/dev/null 2>&1 || install_packages "running Spark in tests" openjdk-17-jre-headless || exit 69
  install_packages "running Spark in tests" python3-venv || exit 69
  local folder=$PWD/.build/spark
  if ! "$folder/bin/python3" -c 'import pyspark, duckdb' >/dev/null 2>&1; then
    echo "setup: installing Spark and DuckDB (some 400 MB)" >&2
    if ! { python3 -m venv "$folder" && "$folder/bin/pip" install --quiet 'pyspark==3.5.*' duckdb; } >/dev/null 2>&1; then
      stop "Spark could not be installed into $folder: check the network and the package index, or run ./test without --with-spark."
    fi
  fi
  export PATH="$folder/bin:$PATH"
}

# Builds for release; the arguments say what, as `swift build` takes it.
build_release() {
  echo "setup: building for release (some minutes the first time)" >&2
  local log
  log=$(mktemp)
  if ! swift build -c release "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    stop "The build failed: see the first error above; without a network the packages must have been fetched once before."
  fi
  rm -f "$log"
}
