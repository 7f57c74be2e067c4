"""Synthetic people by the thousand, with known laxity: who they are, how they are photographed, what is true of them.

Must not: be shown as patients; train anything.
"""

from skinlax_desktop.phantom.population.person import PopulationPerson, sample_person
from skinlax_desktop.phantom.population.photograph import CONDITIONS, Condition, PopulationPicture, photograph
from skinlax_desktop.phantom.population.sitting import Sitter, seat_person
from skinlax_desktop.phantom.population.truths import FOLD_ZONES, PersonTruth, person_truth

__all__ = [
    "CONDITIONS",
    "FOLD_ZONES",
    "Condition",
    "PersonTruth",
    "PopulationPerson",
    "PopulationPicture",
    "Sitter",
    "person_truth",
    "photograph",
    "sample_person",
    "seat_person",
]
