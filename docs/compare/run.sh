#!/usr/bin/env bash
# nearcopy beside other tools on one collection; prints a table in Markdown.
#
#   docs/compare/run.sh CORPUS.jsonl[.gz] TRUTH.tsv [--complete] [--not-copies Q,T,U]
#                       [--runs 3] [--only nearcopy] [--into NAME]
#
# CORPUS has an "id" and a "text" a line, TRUTH an id, an id, a label and perhaps
# a weight, as for examples/evaluate.rs; --complete and --not-copies mean the same
# as there. What each tool did is kept, so that --only measures one anew (a part of
# its name) and still prints all. --into puts the table into docs/COMPARE.md.
#
# Needs Rust and Python 3.11 or later. The other tools are installed, once, into
# target/compare, or wherever COMPARE_DIR points.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/install.sh"

exec python3 "$here/compare.py" --dir "$dir" "$@"
