"""Many questions asked at once: how a probability must be read then."""

from collections.abc import Sequence


def holm(probabilities: Sequence[float]) -> list[float]:
    """Probabilities corrected so that all of them together err in 5 % of cases, whatever their dependence.

    S. Holm, "A simple sequentially rejective multiple test procedure", 1979.
    """
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__)
    corrected = [1.0] * len(probabilities)
    highest = 0.0
    for place, number in enumerate(order):
        highest = max(highest, min(1.0, probabilities[number] * (len(order) - place)))
        corrected[number] = highest
    return corrected
