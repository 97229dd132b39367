"""The software bill of materials of a release: what Pressmark is made of and what is installed with it.

CycloneDX in JSON: the parts of the package that come from elsewhere, as `pressmark/REUSE.toml` has them,
and every package of `requirements.txt` with its version, licence, digests and what it needs in turn.
"""

import importlib.metadata
import tomllib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.hash.factories import HashTypeFactory
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from requirement_lists import Pin, read_pins

VERSION: Final = SchemaVersion.V1_6
_HASHES: Final = HashTypeFactory()
_LICENCES: Final = LicenseFactory()


def bill_of_materials(project: Path, version: str, when: datetime) -> str:
    """The bill as JSON; the same files and time give the same bytes.

    To be called where the packages are installed: their licences and needs are read there. Raises
    ValueError for a list that cannot be read and a bill that CycloneDX's schema does not allow.
    """
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = read_pins(project / "requirements.txt")
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"pressmark {version} {when.isoformat()}"))
    bom.metadata.timestamp = when
    bom.metadata.component = root = Component(
        type=ComponentType.APPLICATION,
        name=settings["name"],
        version=version,
        description=settings["description"],
        bom_ref=f"{settings['name']}=={version}",
        purl=PackageURL("pypi", name=settings["name"], version=version),
        licenses=[_LICENCES.make_from_string(settings["license"])],
        components=_parts(project / "pressmark" / "REUSE.toml"),
    )
    packages = {pin.name: _package(pin) for pin in pins}
    bom.components.update(packages.values())
    asked = [*settings["dependencies"], *chain.from_iterable(settings["optional-dependencies"].values())]
    needs = {root: asked} | {
        package: importlib.metadata.requires(name) or () for name, package in packages.items()
    }
    for component, requirements in needs.items():
        known = [packages[name] for name in _needs(requirements) if name in packages]
        bom.register_dependency(component, known)
    text = make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string(indent=2) + "\n"
    if fault := JsonStrictValidator(VERSION).validate_str(text):
        raise ValueError(f"the bill of materials is not valid: {fault}")
    return text


def _parts(statement: Path) -> Iterator[Component]:
    """What the package has from elsewhere: files, by their paths, all but those of its own."""
    for part in tomllib.loads(statement.read_text(encoding="utf-8"))["annotations"][1:]:
        paths, holders = part["path"], part["SPDX-FileCopyrightText"]
        name = ", ".join([paths] if isinstance(paths, str) else paths)
        yield Component(
            type=ComponentType.FILE,
            name=name,
            bom_ref=f"files: {name}",
            copyright="\n".join([holders] if isinstance(holders, str) else holders),
            licenses=[_LICENCES.make_from_string(part["SPDX-License-Identifier"])],
        )


def _package(pin: Pin) -> Component:
    purl = PackageURL("pypi", name=pin.name, version=pin.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(purl.to_string()),
        comment="one file of these",
        hashes=map(_HASHES.from_composite_str, pin.hashes),
    )
    return Component(
        type=ComponentType.LIBRARY,
        name=pin.name,
        version=pin.version,
        bom_ref=f"{pin.name}=={pin.version}",
        purl=purl,
        licenses=_licences(pin),
        external_references=[files],
    )


def _licences(pin: Pin) -> Iterator[License]:
    """What the package says of its licence: as an expression of SPDX if it can, else in words."""
    try:
        about = importlib.metadata.metadata(pin.name)
    except importlib.metadata.PackageNotFoundError as error:
        raise ValueError(f"{pin.name} is not installed, so that its licence is not known") from error
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or ()
        if line.startswith("License :: ")
    ]
    said = about.get_all("License-Expression") or about.get_all("License") or []
    if said and said[0].strip() and "\n" not in said[0]:  # some packages put the whole text there
        yield _LICENCES.make_from_string(said[0])
    else:
        yield from map(_LICENCES.make_with_name, classified)


def _needs(requirements: Iterable[str], extras: Collection[str] = ()) -> Iterator[str]:
    """The names of what is asked for, and of what its extras add, on whatever platform.

    With `extras`, only what is asked for by one of these.
    """
    for each in map(Requirement, requirements):
        if "extra" in str(each.marker):
            wanted = any(each.marker.evaluate({"extra": extra}) for extra in extras if each.marker)
        else:
            wanted = not extras
        if wanted:
            yield canonicalize_name(each.name)
            if each.extras:
                yield from _needs(importlib.metadata.requires(each.name) or (), each.extras)
