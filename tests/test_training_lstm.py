"""The layer that is trained gives PyTorch's values and gradients, and kg's own layer gives its values."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is needed for training only")

from kg import encoder  # noqa: E402
from training.lstm import Lstm, steps  # noqa: E402

LENGTHS = [3, 9, 1, 4]


@pytest.fixture
def pair():
    """PyTorch's layer and ours with the same weights."""
    torch.manual_seed(1)
    theirs, ours = torch.nn.LSTM(7, 5, batch_first=True, bidirectional=True), Lstm(7, 5)
    with torch.no_grad():
        ours.inputs.copy_(_gates(theirs, "weight_ih").transpose(1, 2))
        ours.states.copy_(_gates(theirs, "weight_hh").transpose(1, 2))
        ours.biases.copy_((_gates(theirs, "bias_ih") + _gates(theirs, "bias_hh"))[:, None])
    return theirs, ours


def _gates(layer, name: str, slope: bool = False):
    """Both directions of a weight, gates in our order."""
    found = []
    for direction in ("", "_reverse"):
        weight = getattr(layer, f"{name}_l0{direction}")
        first, second, candidate, output = (weight.grad if slope else weight.detach()).chunk(4)
        found.append(torch.cat([first, second, output, candidate]))
    return torch.stack(found)


def _theirs(layer, x):
    rnn = torch.nn.utils.rnn
    packed = rnn.pack_padded_sequence(x, torch.tensor(LENGTHS), batch_first=True, enforce_sorted=False)
    return rnn.pad_packed_sequence(layer(packed)[0], batch_first=True)[0]


def test_values_and_gradients_are_pytorchs(pair) -> None:
    """Over sequences of unequal length, in both directions."""
    theirs, ours = pair
    x = torch.randn(len(LENGTHS), max(LENGTHS), 7)
    first, second = (x.clone().requires_grad_() for _ in range(2))
    expected, found = _theirs(theirs, first), ours(second, steps(torch.tensor(LENGTHS), x.shape[1]))
    torch.testing.assert_close(found, expected)
    weight = torch.randn_like(expected)
    (expected * weight).sum().backward()
    (found * weight).sum().backward()
    torch.testing.assert_close(second.grad, first.grad)
    torch.testing.assert_close(ours.inputs.grad, _gates(theirs, "weight_ih", True).transpose(1, 2))
    torch.testing.assert_close(ours.states.grad, _gates(theirs, "weight_hh", True).transpose(1, 2))
    torch.testing.assert_close(ours.biases.grad[:, 0], _gates(theirs, "bias_ih", True))


def test_what_runs_gives_what_was_trained(pair) -> None:
    """numpy's layer over the same weights."""
    _, ours = pair
    x = torch.randn(len(LENGTHS), max(LENGTHS), 7)
    trained = ours(x, steps(torch.tensor(LENGTHS), x.shape[1])).detach().numpy()
    ends = np.cumsum(LENGTHS).tolist()
    spans = list(zip([0, *ends], ends, strict=False))
    rows = np.concatenate([x[i, :n].numpy() for i, n in enumerate(LENGTHS)])
    weights = {name: w.detach().numpy() for name, w in ours.weights("").items()}
    run = encoder.Lstm(weights, "")(rows, encoder.Steps(spans))
    np.testing.assert_allclose(
        run, np.concatenate([trained[i, :n] for i, n in enumerate(LENGTHS)]), atol=1e-5
    )
