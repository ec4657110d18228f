# %% [markdown]
# # Asking in SPARQL
# The graph is RDF 1.1. Prefixes are declared already; values are bound, never pasted.

# %%
from pathlib import Path

import kg

examples = next(p / "examples" for p in (Path.cwd(), *Path.cwd().parents) if (p / "examples").is_dir())
graph = kg.build(examples / "albu-kamal-2017.txt", examples / "goma-2012.txt")

# %%
backers = graph.query(
    """SELECT ?backer ?backed {
         ?a kg:backs ?b . ?a skos:prefLabel ?backer . ?b skos:prefLabel ?backed
       } ORDER BY ?backer ?backed"""
)
backers.to_pandas()

# %% [markdown]
# Every tie leads to its claims, and each claim to its sentence: two hops of evidence.

# %%
graph.query(
    """SELECT ?relation (COUNT(?claim) AS ?claims) (SAMPLE(?text) AS ?sentence) {
         ?claim a kg:Claim ; rdf:predicate ?relation ; kg:evidence/oa:exact ?text
       } GROUP BY ?relation ORDER BY DESC(?claims) ?relation"""
).to_pandas()

# %% [markdown]
# The domain comes with questions ready to be asked:

# %%
for question in graph.questions().values():
    print(f"{question.name}: {question.title}")

# %%
assert len(backers) >= 1
assert graph.query("ASK { ?claim a kg:Claim }")
