"""The encrypted record on the disk; `docs/vault-format.md` describes it byte by byte.

Lives here: the door (users, passphrases, keys), the SQLCipher record, the picture files, the trail, backup.
Must not: decide what is recorded, know a screen, write anything of a patient in plain.
"""

from skinlax_desktop.vault.door import SqlCipherVaultDoor

__all__ = ["SqlCipherVaultDoor"]
