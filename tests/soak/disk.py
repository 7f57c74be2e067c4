"""A file system of its own for the record, and the means to fill it to the last block."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def disk_of_its_own(folder: Path, size_bytes: int) -> Iterator[tuple[Path, bool]]:
    """A file system on a sparse file, and True; without the right to mount one a plain folder, and False."""
    place, image = folder / "disk", folder / "disk.img"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(size_bytes)
    made = all(
        subprocess.run(command, capture_output=True, check=False).returncode == 0
        for command in (["mkfs.ext4", "-q", "-m", "0", str(image)], ["mount", "-o", "loop", str(image), str(place)])
    )
    try:
        yield place, made
    finally:
        if made:
            subprocess.run(["umount", str(place)], check=True)
        image.unlink()


class Disk:
    """The file system that the record lies on, which can be filled to the last block."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Not a block is left."""
        with self._ballast.open("wb", buffering=0) as file:
            free = os.statvfs(self._ballast.parent)
            with contextlib.suppress(OSError):
                os.posix_fallocate(file.fileno(), 0, max(free.f_bavail - 16, 1) * free.f_frsize)
            file.seek(0, os.SEEK_END)
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\1" * 4096)

    def clear(self) -> None:
        """There is room again."""
        self._ballast.unlink(missing_ok=True)
