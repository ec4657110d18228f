"""Namespaces and the places of packaged data.

Every IRI that kg writes is made from a base below. The ``.example`` top level domain is reserved
(RFC 2606), so no term pretends to be served by a host that we do not run.
"""

from pathlib import Path

NS = "https://kg.example/ns#"
ENTITY = "https://kg.example/entity/"
ARTICLE = "https://kg.example/article/"
GRAPH = "https://kg.example/graph/"
RELATION = "https://kg.example/relation/"
FRAME = "https://kg.example/frame/"

PREFIXES: dict[str, str] = {
    "kg": NS,
    "ent": ENTITY,
    "art": ARTICLE,
    "g": GRAPH,
    "rel": RELATION,
    "frame": FRAME,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "sh": "http://www.w3.org/ns/shacl#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "ontolex": "http://www.w3.org/ns/lemon/ontolex#",
    "country": "http://publications.europa.eu/resource/authority/country/",
}


def data_path(name: str) -> Path:
    """Folder of packaged data: ``ontology`` or ``english``.

    An installed wheel carries them under ``kg/data``; a checkout has them at its top.
    """
    package = Path(__file__).resolve().parent
    packaged = package / "data" / name
    return packaged if packaged.exists() else package.parent / name
