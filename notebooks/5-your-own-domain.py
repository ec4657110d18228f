# %% [markdown]
# # Your own domain in twenty lines of Turtle
# Everything that knows the domain is Turtle: classes, relations with a sign, and the words that state them.
# Here companies take over and sue each other.

# %%
import tempfile
from pathlib import Path

import kg

folder = Path(tempfile.mkdtemp())
(folder / "trade.ttl").write_text(
    """@prefix kg: <https://kg.example/ns#> .
@prefix frame: <https://kg.example/frame/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

kg:Company a owl:Class ; rdfs:subClassOf kg:Actor ; rdfs:label "company"@en ;
    kg:headNoun "company", "firm" ; kg:nameWord "Group", "Foods" ; kg:nerLabel "ORG" .

kg:bought a kg:RelationType , owl:ObjectProperty ; skos:notation "bought" ; rdfs:label "bought"@en ;
    skos:definition "Took over the other company."@en ; kg:domain kg:Company ; kg:range kg:Company ; kg:sign 1 .
kg:sued a kg:RelationType , owl:ObjectProperty ; skos:notation "sued" ; rdfs:label "sued"@en ;
    skos:definition "Took the other company to court."@en ; kg:domain kg:Company ; kg:range kg:Company ; kg:sign -1 .

frame:buy a kg:Frame ; kg:verb "buy", "acquire" ; kg:states "agent bought patient" .
frame:sue a kg:Frame ; kg:verb "sue" ; kg:states "agent sued patient" .
"""
)
article = folder / "news.txt"
article.write_text(
    "Arbor Group bought Nordmark Foods in March for 40 million euros. It was the second time that the group "
    "had bought a rival of its own size. In April, Selby Group sued Arbor Group over the deal, and said that "
    "it would take the case to the highest court of the country."
)
graph = kg.build(article, ontology=folder)
graph.statements()[["subject", "relation", "object"]]

# %%
graph.draw(title="Companies")

# %%
assert set(graph.statements()["relation"]) == {"bought", "sued"}
