"""Runs a notebook from the beginning; every cell must end without an error."""

import sys

import nbformat
from nbclient import NotebookClient

for path in sys.argv[1:]:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": "."}}).execute()
    shown = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    if not shown:
        sys.exit(f"{path}: nothing is shown")
    print(f"{path}: {len(notebook.cells)} cells, {len(shown)} of them shown")
