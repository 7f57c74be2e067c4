"""Read everything that is stored and say what is not as it was written."""

from collections.abc import Callable
from dataclasses import dataclass

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.vault import rows
from skinlax_desktop.vault.connection import database_errors_told
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.vault.trail import check_trail

Report = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultFinding:
    """A fault: its error code, and the id of the visit or picture that has it (empty: the vault as a whole)."""

    code: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultVerdict:
    """What was read, and what is wrong with it."""

    visits: int
    pictures: int
    trail_entries: int
    trail_hash: str
    faults: tuple[VaultFinding, ...]


def verify_vault(vault: SqlCipherVault, report: Report = lambda _fraction, _step: None) -> VaultVerdict:
    """Check every database page, every document, every picture and the trail."""
    faults: list[VaultFinding] = []
    report(0.0, "database")
    try:
        _check_pages(vault)
        with database_errors_told():
            visit_ids = [row[0] for row in vault.connection.execute("SELECT id FROM visit ORDER BY id").fetchall()]
            wanted = vault.connection.execute(
                "SELECT sha256 FROM picture UNION SELECT sha256 FROM visit_picture ORDER BY 1"
            ).fetchall()
    except SkinlaxError as error:
        return VaultVerdict(
            visits=0, pictures=0, trail_entries=0, trail_hash="", faults=(VaultFinding(code=error.code),)
        )
    for visit_id in visit_ids:
        try:
            rows.read_visit(vault.connection, VisitId(visit_id))
        except SkinlaxError as error:
            faults.append(VaultFinding(code=error.code, subject=visit_id))
    for number, (sha256,) in enumerate(wanted):
        report(number / len(wanted), "pictures")
        try:
            vault.pictures.get(sha256)
        except SkinlaxError as error:
            faults.append(VaultFinding(code=error.code, subject=sha256))
    entries, trail_hash = 0, ""
    try:
        entries, trail_hash = check_trail(vault.connection)
    except SkinlaxError as error:
        faults.append(VaultFinding(code=error.code))
    report(1.0, "trail")
    return VaultVerdict(
        visits=len(visit_ids),
        pictures=len(wanted),
        trail_entries=entries,
        trail_hash=trail_hash,
        faults=tuple(faults),
    )


def _check_pages(vault: SqlCipherVault) -> None:
    with database_errors_told():
        pages = vault.connection.execute("PRAGMA cipher_integrity_check").fetchall()
        structure = vault.connection.execute("PRAGMA integrity_check").fetchall()
        references = vault.connection.execute("PRAGMA foreign_key_check").fetchall()
    if pages or references or structure != [("ok",)]:
        raise SkinlaxError("vault_damaged")
