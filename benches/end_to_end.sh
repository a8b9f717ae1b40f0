#!/usr/bin/env bash
# End-to-end benchmark: scans in, report out. Prints points/s of each stage, in wall time and in CPU time, and peak memory.
#
#   benches/end_to_end.sh SCAN... [-- further arguments of `rosette run`, e.g. --pid FILE --threads 2]
#
# Without arguments it takes the fixture. See benches/README.md for figures and how they were measured.
set -euo pipefail
cd "$(dirname "$0")/.."

scans=() more=()
while [ $# -gt 0 ]; do
  if [ "$1" = "--" ]; then shift; more=("$@"); break; fi
  scans+=("$1"); shift
done
if [ ${#scans[@]} -eq 0 ]; then
  scans=(fixtures/plant-s/scan.*)
  more=(--pid fixtures/plant-s/pid.xml)
fi

cargo build --release --quiet --bin rosette
out=$(mktemp -d "${TMPDIR:-/tmp}/rosette-bench.XXXXXX")
trap 'rm -rf "$out"' EXIT
target=${CARGO_TARGET_DIR:-target}
code=0
"$target/release/rosette" run "${scans[@]}" "${more[@]}" --out "$out/run" --quiet >/dev/null || code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 4 ] || exit "$code"
"$target/release/rosette" info "$out/run"
