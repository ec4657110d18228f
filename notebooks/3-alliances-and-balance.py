# %% [markdown]
# # The alliance graph and its balance
# Do two camps explain who stands with whom? The line index of balance L counts the ties that the best two
# camps leave unexplained.

# %%
from pathlib import Path

import kg

examples = next(p / "examples" for p in (Path.cwd(), *Path.cwd().parents) if (p / "examples").is_dir())
graph = kg.build(examples / "albu-kamal-2017.txt", examples / "tigray-2022.txt")
network = graph.network()
print(network)

# %%
graph.draw(title="Who stands with whom")

# %%
result = graph.balance()
print(result)

# %% [markdown]
# The numbers are data too, each with its ties and the sentences of these.

# %%
result.to_dict()["frustration"]

# %% [markdown]
# The measures take any networkx graph with signs. A square with one hostile tie cannot be split in two:

# %%
import networkx as nx

from kg.frustration import frustration

square = nx.cycle_graph(4)
nx.set_edge_attributes(square, 1, "sign")
square.edges[0, 3]["sign"] = -1
frustration(square)

# %%
assert frustration(square).index == 1
assert 0 <= result.frustration.lower <= result.frustration.upper <= result.frustration.edges
assert network.number_of_edges() > 0
