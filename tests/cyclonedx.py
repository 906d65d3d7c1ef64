"""What the schema of CycloneDX 1.6 asks of the parts of it that our list has, and what the schema cannot ask.

That is: references lead somewhere, and licences are those of SPDX. What our list has no part for is unknown here, and said.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OF_LIST = {"bomFormat", "specVersion", "version", "serialNumber", "metadata", "components", "dependencies"}
OF_COMPONENT = {"type", "bom-ref", "name", "version", "purl", "licenses"}
TYPES = {"application", "library"}
SERIAL = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*(/[A-Za-z0-9._~%+-]+){1,3}(@[A-Za-z0-9._~%+-]+)?")


def problems(listed: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a list."""
    yield from (f"unknown: {key}" for key in listed.keys() - OF_LIST)
    if (listed.get("bomFormat"), listed.get("specVersion")) != ("CycloneDX", "1.6"):
        yield "not CycloneDX 1.6"
    if not isinstance(listed.get("version"), int) or listed["version"] < 1:
        yield "version is a whole number from 1 on"
    if not SERIAL.fullmatch(listed.get("serialNumber", "")):
        yield "serialNumber is no UUID"
    metadata = listed.get("metadata", {})
    yield from (f"unknown in metadata: {key}" for key in metadata.keys() - {"timestamp", "component"})
    if datetime.fromisoformat(metadata.get("timestamp", "")).tzinfo is None:
        yield "a time without its zone"
    components = [metadata.get("component", {}), *listed.get("components", ())]
    for component in components:
        yield from _of_component(component)
    yield from _references(components, listed.get("dependencies", ()))


def _of_component(component: Mapping[str, Any]) -> Iterator[str]:
    name = component.get("name")
    yield from (f"unknown in {name}: {key}" for key in component.keys() - OF_COMPONENT)
    if component.get("type") not in TYPES:
        yield f"type of {name}"
    for key in ("name", "bom-ref", "purl"):
        if not isinstance(component.get(key), str) or not component[key]:
            yield f"{key} of {name}"
    if not isinstance(component.get("version", "1"), str) or component.get("version") == "":
        yield f"version of {name}"
    if not PURL.fullmatch(component.get("purl", "")):
        yield f"no address of a package: {component.get('purl')}"
    for choice in component.get("licenses", ()):
        yield from (f"{problem}, {name}" for problem in _licence(choice, len(component["licenses"])))


def _licence(choice: Mapping[str, Any], beside: int) -> Iterator[str]:
    if set(choice) == {"expression"}:
        if beside != 1:
            yield "an expression stands alone"
        try:
            canonicalize_license_expression(choice["expression"])
        except InvalidLicenseExpression:
            yield f"not of SPDX: {choice['expression']}"
    elif set(choice) == {"license"} and len(choice["license"].keys() & {"id", "name"}) == 1:
        if "id" in choice["license"]:
            canonicalize_license_expression(choice["license"]["id"])
    else:
        yield "neither a licence nor an expression"


def _references(components: list[Mapping[str, Any]], dependencies: list[Mapping[str, Any]]) -> Iterator[str]:
    refs = [component.get("bom-ref") for component in components]
    if len(set(refs)) != len(refs):
        yield "two parts of one reference"
    told = [dependency.get("ref") for dependency in dependencies]
    if len(set(told)) != len(told):
        yield "dependencies told twice"
    for dependency in dependencies:
        yield from (f"unknown in dependencies: {key}" for key in dependency.keys() - {"ref", "dependsOn"})
        leads = dependency.get("dependsOn", [])
        if len(set(leads)) != len(leads):
            yield f"twice below {dependency.get('ref')}"
        yield from (f"leads nowhere: {ref}" for ref in {dependency.get("ref"), *leads} - set(refs))
