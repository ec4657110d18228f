# %% [markdown]
# # A war over time
# Claims carry the days that their sentences speak of, or else the article's date. A window takes the ties
# that were reported within it.

# %%
import datetime as dt
from pathlib import Path

import kg
from kg.network import collapse, holdings

examples = next(p / "examples" for p in (Path.cwd(), *Path.cwd().parents) if (p / "examples").is_dir())
graph = kg.build(examples / "goma-2012.txt", examples / "goma-2012-withdrawal.txt")

# %%
whole = graph.network()
days = sorted({data["first"] for *_, data in whole.edges(data=True) if data["first"]})
middle = dt.date.fromisoformat(days[len(days) // 2])
before = collapse(graph.network(until=middle))
after = collapse(graph.network(since=middle + dt.timedelta(days=1)))
print(f"until {middle}: {before.number_of_edges()} pairs; after: {after.number_of_edges()} pairs")

# %% [markdown]
# Which ties appeared, ended or flipped from one window to the next, and who changed camp:

# %%
first, last = (dt.date.fromisoformat(day) for day in (days[0], days[-1]))
changes = graph.changes([first, middle + dt.timedelta(days=1), last + dt.timedelta(days=2)])
changes[["window", "change", "actor", "other", "was", "now"]]

# %% [markdown]
# Who held which place, from when until when. An arrow says that no end was told, a bare stroke that only the
# end was.

# %%
from kg.change import spells
from kg.display import Picture
from kg.drawing import held_picture

label = dict(whole.nodes(data="label"))
held = spells(holdings(graph.store, graph.ontology))
for spell in held:
    print(f"{label[spell.place]}: {label[spell.holder]} from {spell.first or '?'} to {spell.last or '?'}")

# %%
Picture("svg", held_picture(held, label))

# %%
assert days
assert set(changes["change"]) <= {"appeared", "ended", "flipped", "changed camp"}
assert len(changes) >= 1
assert set(before.nodes) <= set(whole.nodes)
assert held and all(spell.sentences for spell in held)
