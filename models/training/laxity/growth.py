"""Begins a larger network with the weights of a smaller one, so that it says the same before it learns on.

Function-preserving growth (Chen et al. 2016, Net2Net): new channels and units exist, but nothing listens to them yet.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from laxity.network import PLACE_FEATURES, LaxityNetwork


def begin_with(network: LaxityNetwork, state: Mapping[str, Tensor]) -> None:
    """Fill a new network from the state of an equal or smaller one; what that lacks stays as it was made."""
    grown = network.state_dict()
    with torch.no_grad():
        for name, old in state.items():
            new = grown[name]
            if new.shape == old.shape:
                new.copy_(old)
            elif name == "first":
                _grow_first(new, old)
            elif name == "last":
                new.zero_()
                new[:, : old.shape[1]] = old
            else:
                new[tuple(slice(0, size) for size in old.shape)] = old
    network.load_state_dict(grown)


def _grow_first(new: Tensor, old: Tensor) -> None:
    """Weights (kinds, inputs, hidden): the inputs are the places, channel by channel, then what is known."""
    hidden = old.shape[2]
    known = new.shape[1] - PLACE_FEATURES
    places = old.shape[1] - known
    new[:, :, :hidden] = 0.0
    new[:, :places, :hidden] = old[:, :places]
    new[:, PLACE_FEATURES:, :hidden] = old[:, places:]
