"""A bidirectional LSTM layer whose gradient takes each weight once a batch.

PyTorch's own multiplies for the weights' gradient at every step; on a processor that is most of the time
of training, and this layer takes less than half of it. Weights lie as ``kg.encoder.Lstm`` takes them.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

# Sizes of the steps, rows of both directions, and for each row after the first step the one before it.
Walk = tuple[list[int], Tensor, Tensor]


def steps(lengths: Tensor, size: int) -> Walk:
    """Step by step through all sequences of a batch (padded to ``size`` words) at once, longest first."""
    order = torch.argsort(lengths, descending=True, stable=True)
    longest = lengths[order]
    sizes = [int((longest > t).sum()) for t in range(int(longest[0]))]
    at = torch.cat([torch.arange(n) for n in sizes])  # which sequence
    step = torch.cat([torch.full((n,), t) for t, n in enumerate(sizes)])
    forward = order[at] * size + step
    backward = order[at] * size + longest[at] - 1 - step
    begun = torch.tensor([0, *sizes]).cumsum(0)
    return sizes, torch.stack([forward, backward]), (begun[step - 1] + at)[sizes[0] :]


class Walked(torch.autograd.Function):
    """States (2 × rows × H) from what the words say to the gates (2 × rows × 4H) and from the states before.

    Gates stand in the order input, forget, output, candidate (Gers et al. 2000).
    """

    @staticmethod
    def forward(ctx: Any, gates: Tensor, weights: Tensor, sizes: list[int], before: Tensor) -> Tensor:
        """Both directions at once, step by step."""
        width = weights.shape[1]
        gates = gates.clone()
        cells, bent, states = (torch.empty(2, gates.shape[1], width) for _ in range(3))
        at = last = 0
        for number, size in enumerate(sizes):
            now, here = gates[:, at : at + size], slice(at, at + size)
            if number:
                now += torch.bmm(states[:, last : last + size], weights)
            shares, fresh = now[..., : 3 * width].sigmoid_(), now[..., 3 * width :].tanh_()
            cell = shares[..., :width] * fresh
            if number:
                cell += shares[..., width : 2 * width] * cells[:, last : last + size]
            cells[:, here] = cell
            bent[:, here] = cell.tanh_()
            states[:, here] = shares[..., 2 * width :] * bent[:, here]
            last, at = at, at + size
        ctx.save_for_backward(gates, cells, bent, states, weights, before)
        ctx.sizes = sizes
        return states

    @staticmethod
    def backward(ctx: Any, *given: Tensor) -> tuple[Tensor, Tensor, None, None]:
        """Backpropagation through time; the weights' gradient is one product in the end."""
        gates, cells, bent, states, weights, before = ctx.saved_tensors
        width, sizes, (wanted,) = weights.shape[1], ctx.sizes, given
        slopes, back = torch.empty_like(gates), weights.transpose(1, 2).contiguous()
        shares, fresh = gates[..., : 3 * width], gates[..., 3 * width :]
        inner = shares[..., 2 * width :] * (1 - bent * bent)
        # What a gate's own slope and the factor beside it make of the cell's gradient, or of the state's.
        slopes[..., : 3 * width] = shares * (1 - shares)
        slopes[..., :width] *= fresh
        slopes[..., width : 2 * width][:, sizes[0] :] *= cells[:, before]
        slopes[..., width : 2 * width][:, : sizes[0]] = 0
        slopes[..., 2 * width : 3 * width] *= bent
        slopes[..., 3 * width :] = shares[..., :width] * (1 - fresh * fresh)
        at, state, cell = gates.shape[1], torch.zeros(2, 0, width), torch.zeros(2, 0, width)
        for number in range(len(sizes) - 1, -1, -1):
            size = sizes[number]
            at -= size
            here = slice(at, at + size)
            of_state = wanted[:, here].clone()
            of_state[:, : state.shape[1]] += state
            of_cell = of_state * inner[:, here]
            of_cell[:, : cell.shape[1]] += cell
            now = slopes[:, here].view(2, size, 4, width)
            now[:, :, :2] *= of_cell[:, :, None]
            now[:, :, 2] *= of_state
            now[:, :, 3] *= of_cell
            if number:
                state = torch.bmm(slopes[:, here], back)
                cell = of_cell * shares[:, here, width : 2 * width]
        later = slopes[:, sizes[0] :]
        return slopes, torch.bmm(states[:, before].transpose(1, 2), later), None, None


class Lstm(nn.Module):
    """One layer in both directions over padded sequences (batch × words × in, to batch × words × 2H)."""

    def __init__(self, wide: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        bound = hidden**-0.5
        for name, shape in (("inputs", (2, wide, 4 * hidden)), ("states", (2, hidden, 4 * hidden))):
            self.register_parameter(name, nn.Parameter(torch.empty(*shape).uniform_(-bound, bound)))
        self.biases = nn.Parameter(torch.empty(2, 1, 4 * hidden).uniform_(-bound, bound))

    def forward(self, x: Tensor, walk: Walk) -> Tensor:
        """States of both directions side by side, zero where a sequence has ended."""
        sizes, rows, before = walk
        flat = x.reshape(-1, x.shape[2])
        gates = torch.baddbmm(self.biases, flat[rows], self.inputs)
        states: Any = Walked.apply(gates, self.states, sizes, before)  # type: ignore[no-untyped-call]
        empty = flat.new_zeros(len(flat), self.hidden)
        both = [empty.index_copy(0, row, found) for row, found in zip(rows, states, strict=True)]
        return torch.cat(both, 1).view(*x.shape[:2], -1)

    def weights(self, prefix: str) -> dict[str, Tensor]:
        """As ``kg.encoder.Lstm`` takes them."""
        return {prefix + name: getattr(self, name) for name in ("inputs", "states", "biases")}
