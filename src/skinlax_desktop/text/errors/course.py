"""Sentences about what is written down for the course."""

SENTENCES = {
    "treatment_kind_missing": "The treatment has no name, so nothing was kept. Choose or type it.",
    "treatment_date_wrong": "That is no past day, so nothing was kept. Write it as 2026-05-31.",
    "treatment_zone_unknown": "The zone {zone} is not known, so nothing was kept. Choose another.",
    "simulation_document_unreadable": "That is no written simulation, so nothing was kept. Simulate again.",
    "risk_factor_unreadable": "That value cannot be, so nothing was kept. Check number and unit.",
}
