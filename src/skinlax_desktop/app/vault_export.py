"""Which visit `skinlax vault export` writes as a capture set."""

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.vault import Vault


def visit_to_export(vault: Vault, visit_id: str | None) -> Visit:
    """The visit of that id, or the newest one with pictures. Raises `export_visit_unknown`, `export_no_pictures`."""
    if visit_id is not None:
        try:
            return vault.visit(VisitId(visit_id))
        except SkinlaxError as error:
            raise SkinlaxError("export_visit_unknown") from error
    rows = (row for person in vault.patients() for row in vault.visits(person.patient.id))
    for row in sorted(rows, key=lambda row: row.started_at, reverse=True):
        visit = vault.visit(row.id)
        if visit.captures:
            return visit
    raise SkinlaxError("export_no_pictures")
