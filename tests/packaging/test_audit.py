"""Advisories are compared with the locks: what is affected is named, what was mended or withdrawn is not."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from build_tools import ROOT
from packaging.version import Version

if TYPE_CHECKING:
    from pathlib import Path

SPEC = importlib.util.spec_from_file_location("casevault_audit", ROOT / "packaging" / "audit.py")
assert SPEC is not None
assert SPEC.loader is not None
audit: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(audit)


TODAY = datetime.now(UTC).isoformat().replace("+00:00", "Z")


def export(place: Path, *advisories: dict[str, Any]) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for number, advisory in enumerate(advisories):
            archive.writestr(f"A-{number}.json", json.dumps({"modified": TODAY} | advisory))
    return place


def advisory(*events: dict[str, str], name: str = "Pillow", **more: Any) -> dict[str, Any]:
    package = {"ecosystem": "PyPI", "name": name}
    return {
        "id": "A-1",
        "summary": "hole",
        "affected": [{"package": package, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}],
    } | more


@pytest.mark.parametrize(
    ("found", "count"),
    [
        (advisory({"introduced": "0"}), 1),
        (advisory({"introduced": "0"}, {"fixed": "13.0.0"}), 0),
        (advisory({"introduced": "0"}, {"fixed": "13.0.1"}), 1),
        (advisory({"introduced": "12.0"}, {"last_affected": "12.9"}), 0),
        (advisory({"introduced": "13.0.0"}, {"last_affected": "13.0.0"}), 1),
        (advisory({"introduced": "14"}), 0),
        (advisory({"introduced": "0"}, {"fixed": "1"}, {"introduced": "13"}), 1),
        (advisory({"introduced": "0"}, {"fixed": "not a version"}), 1),
        (advisory({"introduced": "0"}, withdrawn="2026-01-01"), 0),
        (advisory({"introduced": "0"}, name="another"), 0),
        ({"affected": [{"package": {"ecosystem": "PyPI", "name": "pillow"}, "versions": ["13.0.0"]}]}, 1),
    ],
)
def test_an_advisory_meets_the_versions_it_names(found: dict[str, Any], count: int, tmp_path: Path) -> None:
    assert len(audit.hits(export(tmp_path / "x.zip", found), {"pillow": Version("13.0.0")})) == count


def test_without_advisories_nothing_was_looked_at_and_that_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main([]) == 2
    assert audit.main([str(tmp_path / "absent.zip")]) == 2
    assert "not looked" in capsys.readouterr().err
    assert audit.main([str(export(tmp_path / "x.zip", {"id": "A"}))]) == 0
    assert audit.main([str(export(tmp_path / "y.zip", advisory({"introduced": "0"})))]) == 1


def test_a_download_that_broke_off_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = export(tmp_path / "whole.zip", {"id": "A"})
    (tmp_path / "empty.zip").write_bytes(b"")
    (tmp_path / "half.zip").write_bytes(whole.read_bytes()[:-30])
    export(tmp_path / "none.zip")
    for name in ("empty", "half", "none"):
        assert audit.main([str(tmp_path / f"{name}.zip")]) == 2, name
        assert "not looked" in capsys.readouterr().err
    assert audit.main([str(whole)]) == 0


@pytest.mark.parametrize("modified", ["2023-11-02T08:00:00Z", "2023-11-02T08:00:00.123456Z", "2023-11-02", "", "soon", None])
def test_an_old_export_is_no_success_and_says_of_which_day_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], modified: str | None
) -> None:
    old = export(tmp_path / "old.zip", {"id": "A", "modified": modified}, {"id": "B", "modified": "2020-01-01T00:00:00Z"})
    assert audit.main([str(old)]) == 2
    told = capsys.readouterr()
    dated = modified and modified.startswith("2023")
    assert ("2023-11-02" if dated else "2020-01-01") in told.out
    assert "found since" in told.err
    within = (datetime.now(UTC) - timedelta(days=29)).isoformat()
    assert audit.main([str(export(tmp_path / "new.zip", {"id": "A", "modified": within}))]) == 0
    assert audit.main([str(export(tmp_path / "undated.zip", {"id": "A", "modified": None}))]) == 2
    hole = export(tmp_path / "hole.zip", advisory({"introduced": "0"}, modified="2023-11-02T08:00:00Z"))
    assert audit.main([str(hole)]) == 1, "a hole is a hole, however old its paper"


def test_every_lock_is_looked_at() -> None:
    assert {"sqlcipher3", "pytest", "pyinstaller", "pyside6-addons"} <= audit.pins().keys()
