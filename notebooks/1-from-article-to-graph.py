# %% [markdown]
# # From an article to a graph
# One article in, a graph out: who backs whom, who fights whom, who holds what, and where it says so.

# %%
from pathlib import Path

import kg

examples = next(p / "examples" for p in (Path.cwd(), *Path.cwd().parents) if (p / "examples").is_dir())
graph = kg.build(examples / "albu-kamal-2017.txt")
graph

# %% [markdown]
# Each row is a claim: one statement of one sentence, with its place in the text.

# %%
claims = graph.statements()
claims[["subject", "relation", "object", "status", "sentence"]]

# %% [markdown]
# The sentences behind one actor's ties:

# %%
actor = claims["subject"].value_counts().index[0]
print(graph.explain(actor))

# %% [markdown]
# And the same as a figure. SVG keeps its text as text; `graph.draw("news.html")` writes a page in which a
# click on a tie shows its sentences.

# %%
graph.draw(title="Albu Kamal, 2017")

# %%
assert len(claims) > 5
assert all(row.sentence.find(row.subject_mention) >= 0 for row in claims.itertuples() if row.subject_mention)
