"""A journey: 200 cases and 2 GB packed, and 500 changed records taken home, beside copying the same bytes in the same run."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from benchmarks.attaching import peak, reset_peak
from benchmarks.build import BOUNDS, PASSPHRASE, PROFILE
from benchmarks.table import Figure, timed, timed_twice
from casevault.exchange import homeward
from casevault.exchange.choosing import preview
from casevault.exchange.homecoming import merge
from casevault.exchange.packing import Packed, pack
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from casevault.vault.joining import Joined

CASES = 200
BYTES = 2 << 30
FILES = 200
CHANGED = 500


def travelling(vault: Vault, folder: Path) -> list[Figure]:
    """Each case has a file of 10 MiB. Copying is reading, writing and one sync: it neither hashes nor encrypts nor reads back."""
    cases = vault.records.ids("case")[:CASES]
    for number in range(FILES):
        source = folder / f"paper-{number}.bin"
        source.write_bytes(os.urandom(BYTES // FILES))
        vault.attachments.add([source], about=[cases[number % len(cases)]], title=f"Paper {number}")
        source.unlink()
    stored = [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()][:FILES]
    os.sync()
    copy_ms, copy_work = timed_twice(lambda: _copy(stored, folder / "copied"))
    shutil.rmtree(folder / "copied")
    looked_ms, looked_work = timed_twice(lambda: preview(vault, cases))
    made: list[Packed] = []
    away = folder / "away"
    idle = reset_peak()
    pack_ms, pack_work = timed_twice(
        lambda: made.append(pack(vault, away, cases, passphrase=bytearray(PASSPHRASE), kdf=PROFILE, synced_folder_ok=True))
    )
    held = peak() - idle
    bundle = folder / "home.age"
    with Vault.open(away, bytearray(PASSPHRASE), bounds=BOUNDS) as travel:
        changed = [*travel.records.ids("event"), *travel.records.ids("note"), *travel.records.ids("person")][:CHANGED]
        for number, key in enumerate(changed):
            kind = travel.records.get(key).type
            field = {"event": "narrative", "note": "text", "person": "occupation"}[kind]
            travel.records.edit(key, {field: f"Changed on the way, {number}"}, strict=False)
        write_ms, write_work = timed_twice(lambda: homeward.write(travel, bundle))
    done: list[Joined] = []
    merge_ms, merge_work = timed_twice(lambda: done.append(merge(vault, bundle)))
    bare_ms = timed(lambda: _copy([bundle], folder / "copied"))
    (packed,), (joined,) = made, done
    note = f"{packed.records:,} records, {packed.attachments} files; processor {pack_work:.0f} ms, of the copy {copy_work:.0f}"
    return [
        Figure(name="travel: looked at", measured_ms=looked_ms, note=f"names that stay sought; processor {looked_work:.0f} ms"),
        Figure(
            name="travel: packed, 2 GiB", measured_ms=pack_ms, floor_ms=copy_ms, floor_name="copy and sync of the same bytes",
            most_ratio=5, note=f"{note}; {held:.0f} MiB of memory more",
        ),
        Figure(name="travel: sent home", measured_ms=write_ms, note=f"processor {write_work:.0f} ms"),
        Figure(
            name=f"travel: merged, {len(changed)} changed", measured_ms=merge_ms, floor_ms=bare_ms,
            floor_name="copy and sync of the bundle", most_ms=10_000,
            note=f"{joined.merged} merged, {bundle.stat().st_size:,} bytes; processor {merge_work:.0f} ms",
        ),
    ]  # fmt: skip


def _copy(sources: list[Path], target: Path) -> None:
    target.mkdir(exist_ok=True)
    for source in sources:
        shutil.copyfile(source, target / source.name)
    os.sync()
