#!/usr/bin/env bash
# The speed of nearcopy beside other tools on one collection, from the JSON Lines
# file to the written list of pairs; prints a table in Markdown.
#
#   docs/compare/speed.sh CORPUS.jsonl [--runs 3] [--limit 180] [--only nearcopy]
#                         [--into NAME]
#
# CORPUS has an "id" and a "text" a line. A tool that takes longer than --limit
# seconds is stopped, and its row says so. What each tool did is kept, so that
# --only measures one anew (a part of its name) and still prints all. --into puts
# the table into docs/PERFORMANCE.md.
#
# Needs and installs the same as run.sh.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/install.sh"

exec "$dir/requirements/bin/python" "$here/speed.py" --dir "$dir" "$@"
