"""Makes the stored vault of today's schema, once, at its release: `python tests/vault_history/make_sample.py FOLDER`.

A committed sample is never made again: it is what the programs of that time wrote.
"""

import sys
from pathlib import Path

from sample_records import PATIENT, full_visit
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.vault import SqlCipherVaultDoor

USER = UserName("technician")
PASSPHRASE = "a sample, not a secret"
PICTURE = b"the first picture ever stored" * 100


def main(folder: Path) -> None:
    vault = SqlCipherVaultDoor(folder).create(USER, PASSPHRASE)
    vault.save_patient(PATIENT, by=USER)
    image = vault.put_image(PICTURE, width=3000, height=4096, media_type="image/tiff")
    vault.save_visit(full_visit(image), by=USER)
    vault.close()
    for lock in folder.glob("*.lock"):
        lock.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
