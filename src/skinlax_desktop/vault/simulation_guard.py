"""Kept simulations and their sign-offs are never changed or lost once the record holds them."""

from collections.abc import Iterator

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.visit import Visit


def require_simulations_kept(before: Visit, after: Visit) -> None:
    """Raises `SkinlaxError("simulation_never_changed")` where a save would alter or drop one of them."""
    kept = all(record in after.simulations for record in before.simulations)
    signed = all(seen in after.simulations_seen for seen in before.simulations_seen)
    ids = [record.id for record in after.simulations]
    signed_ids = [seen.simulation_id for seen in after.simulations_seen]
    if not (kept and signed) or len(set(ids)) != len(ids) or len(set(signed_ids)) != len(signed_ids):
        raise SkinlaxError("simulation_never_changed")


def simulation_traces(before: Visit | None, after: Visit) -> Iterator[tuple[str, dict[str, str | int]]]:
    """What the trail is to hold of simulations that were kept or signed since: codes and fingerprints, no names."""
    known, signed = ((), ()) if before is None else (before.simulations, before.simulations_seen)
    for record in after.simulations:
        if record not in known:
            yield "simulation_kept", {"simulation": record.id, "shown": record.shown_sha256}
    for seen in after.simulations_seen:
        if seen not in signed:
            yield "simulation_signed", {"simulation": seen.simulation_id, "shown": seen.shown_sha256}
