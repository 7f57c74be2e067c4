"""How long a picture takes to be durable in the vault, beside a plain file written and synced."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.vault import SqlCipherVaultDoor

_PICTURE_BYTES = 19_000_000


def measures() -> Iterator[Measure]:
    """A 12 MP picture's encoded bytes into the vault and out again."""
    random = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vault = SqlCipherVaultDoor(folder / "vault").create(UserName("bench"), "a passphrase for the benchmark")
        stored = []

        def put() -> None:
            stored.append(vault.put_image(random.bytes(_PICTURE_BYTES), width=1, height=1, media_type="image/tiff"))

        def write_plain() -> None:
            with (folder / "plain").open("wb") as file:
                file.write(random.bytes(_PICTURE_BYTES))
                os.fsync(file.fileno())

        yield Measure(
            name="picture into the vault, durable",
            value=median_ms(put),
            unit="ms",
            reference="the same bytes to a plain file, synced",
            reference_value=median_ms(write_plain),
        )
        yield Measure(
            name="picture out of the vault, checked",
            value=median_ms(lambda: vault.image(stored[0])),
            unit="ms",
            reference="the same bytes from a plain file",
            reference_value=median_ms((folder / "plain").read_bytes),
        )
        vault.close()
