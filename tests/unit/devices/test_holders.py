"""Who holds a device: found among real processes, said by name, and never guessed."""

import subprocess
import sys
from pathlib import Path

import pytest

from skinlax_desktop.devices.holders import busy_error, usb_nodes_of, who_holds
from skinlax_desktop.text.errors import sentence_of

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="open files are read from /proc")


@linux_only
def test_the_process_that_has_it_open_is_named_and_we_are_not(tmp_path: Path) -> None:
    device = tmp_path / "video0"
    device.write_bytes(b"")
    link = tmp_path / "by-id"
    link.symlink_to(device)
    words = f"import sys; f = open({str(device)!r}); print('open', flush=True); sys.stdin.read()"
    with device.open("rb"):
        assert who_holds((device,)) == (), "our own hold is not another program's"
        with subprocess.Popen([sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"open\n"
            found = who_holds((link,))
            error = busy_error("camera_busy", (link,))
            other.communicate(b"")
    assert [holder.process for holder in found] == [other.pid]
    assert found[0].program.startswith("python")
    sentence = sentence_of(error)
    assert found[0].program in sentence
    assert str(other.pid) in sentence
    assert "Close it" in sentence
    assert str(tmp_path) not in sentence, "a program's arguments stay out of it"
    assert who_holds((device,)) == ()


def test_a_holder_that_cannot_be_seen_leaves_the_plain_sentence(tmp_path: Path) -> None:
    assert busy_error("ring_busy", (tmp_path / "nothing",)).code == "ring_busy"
    assert who_holds((tmp_path,), processes=tmp_path / "no proc here") == ()


def test_usb_devices_are_found_by_their_maker(tmp_path: Path) -> None:
    for name, vendor, bus, number in (("1-1", "2676", "1", "4"), ("1-2", "046d", "1", "5"), ("2-1", "2676", "2", "12")):
        folder = tmp_path / name
        folder.mkdir()
        for file, value in (("idVendor", vendor), ("busnum", bus), ("devnum", number)):
            (folder / file).write_text(value + "\n")
    (tmp_path / "usb1").mkdir()
    assert usb_nodes_of("2676", tmp_path) == (Path("/dev/bus/usb/001/004"), Path("/dev/bus/usb/002/012"))
    assert usb_nodes_of("2676", tmp_path / "absent") == ()
