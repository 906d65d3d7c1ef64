"""What covers a disk and what is swapped to, read out of the tables of a system that is made up in a folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from casevault.disks import Cover, Swap, cover_of, swaps

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
MOUNTS = """21 1 8:2 / / rw - ext4 /dev/sda2 rw
22 21 254:1 / {home} rw,relatime shared:1 - ext4 /dev/mapper/home rw
23 22 0:44 / {home}/sub\\040folder rw - tmpfs tmpfs rw
24 22 0:50 / {home}/btr rw - btrfs /dev/mapper/pool rw
25 22 0:51 / {home}/over rw - overlay overlay rw
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "root"
    (made / "proc/self").mkdir(parents=True)
    (made / "proc/self/mountinfo").write_text(MOUNTS.format(home=tmp_path), encoding="utf-8")
    blocks = made / "sys/dev/block"
    for number, uuid in (("8:2", ""), ("254:1", "LVM-abc"), ("254:0", "CRYPT-LUKS2-0123"), ("254:7", "CRYPT-PLAIN-x")):
        (blocks / number / "dm").mkdir(parents=True)
        (blocks / number / "slaves").mkdir()
        (blocks / number / "dm/uuid").write_text(uuid, encoding="ascii")
    (blocks / "254:1/slaves/dm-0").symlink_to(blocks / "254:0")
    return made


def number_of(device: Path) -> str:
    if device.name == "none":
        raise FileNotFoundError
    return {"pool": "254:7", "swap": "8:2", "sealed": "254:0"}[device.name]


def test_a_disk_upon_an_encrypted_one_is_encrypted_and_what_nobody_tells_is_not_guessed(root: Path, tmp_path: Path) -> None:
    for folder in ("sub folder", "btr", "over"):
        (tmp_path / folder).mkdir()
    found = {name: cover_of(tmp_path / name, root=root, number_of=number_of) for name in ("", "sub folder", "btr", "over")}
    assert found == {"": Cover.ENCRYPTED, "sub folder": Cover.MEMORY, "btr": Cover.ENCRYPTED, "over": Cover.UNSEEN}
    assert cover_of(tmp_path.parent, root=root, number_of=number_of) is Cover.PLAIN
    (root / "sys/dev/block/254:1/slaves/sda2").symlink_to(root / "sys/dev/block/8:2")
    assert cover_of(tmp_path, root=root, number_of=number_of) is Cover.PLAIN, "half of it can be read"
    (root / "proc/self/mountinfo").unlink()
    assert cover_of(tmp_path, root=root, number_of=number_of) is Cover.UNSEEN


def test_rings_of_devices_come_to_an_end(root: Path, tmp_path: Path) -> None:
    (root / "sys/dev/block/254:0/dm/uuid").write_text("LVM-x", encoding="ascii")
    (root / "sys/dev/block/254:0/slaves/ring").symlink_to(root / "sys/dev/block/254:1")
    assert cover_of(tmp_path, root=root, number_of=number_of) is Cover.UNSEEN


def test_every_place_that_memory_goes_to_is_told(root: Path, tmp_path: Path) -> None:
    assert swaps(root=root, number_of=number_of) is None
    lines = ["Filename Type Size Used Priority", "/dev/zram0 partition 1 0 1", "/dev/swap partition 1 0 1"]
    lines += ["/dev/sealed partition 1 0 1", "/dev/none partition 1 0 1", f"{tmp_path}/swap\\040file file 1 0 1", "garbage"]
    (root / "proc/swaps").write_text("\n".join(lines), encoding="utf-8")
    assert swaps(root=root, number_of=number_of) == [
        Swap("/dev/zram0", Cover.MEMORY),
        Swap("/dev/swap", Cover.PLAIN),
        Swap("/dev/sealed", Cover.ENCRYPTED),
        Swap("/dev/none", Cover.UNSEEN),
        Swap(f"{tmp_path}/swap file", Cover.ENCRYPTED),
    ]


def test_this_computer_answers_something() -> None:
    assert cover_of(Path.cwd()) in Cover
