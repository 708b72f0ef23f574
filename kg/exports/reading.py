"""The rows that exports are made of: one query each, values by name, several values of a cell parted by semicolons."""

from __future__ import annotations

from collections.abc import Iterator

from kg.exports.dump import Dump

Row = dict[str, str]

_ARTICLE = """
  ?evidence oa:hasSource ?revision ; oa:hasSelector ?position .
  ?position oa:start ?start ; oa:end ?end .
  ?revision prov:specializationOf ?article .
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article schema:headline ?headline }
  OPTIONAL { ?article schema:url ?url }
  OPTIONAL { ?article schema:publisher/rdfs:label ?outlet }
"""

INCIDENTS = """
SELECT ?incident ?type ?earliest ?latest ?place ?lat ?long ?effect ?group ?low ?best ?high ?rules ?grades ?origins
       ?reports WHERE {
  ?incident a onr:Incident ; sem:eventType ?type .
  OPTIONAL { ?incident onr:earliest ?earliest }
  OPTIONAL { ?incident onr:latest ?latest }
  OPTIONAL { ?incident onr:originCount ?origins }
  OPTIONAL { ?incident onr:reportCount ?reports }
  OPTIONAL {
    SELECT ?incident (GROUP_CONCAT(DISTINCT ?name; SEPARATOR = "; ") AS ?place) (MIN(?y) AS ?lat) (MIN(?x) AS ?long)
    WHERE { ?incident a onr:Incident ; sem:hasPlace ?site . ?site rdfs:label ?name
            OPTIONAL { ?site wgs:lat ?y ; wgs:long ?x } }
    GROUP BY ?incident
  }
  OPTIONAL {
    SELECT ?incident (GROUP_CONCAT(DISTINCT ?graded; SEPARATOR = "; ") AS ?grades)
    WHERE { ?incident onr:grade/rdf:value ?value BIND(STRAFTER(STR(?value), "#") AS ?graded) }
    GROUP BY ?incident
  }
  OPTIONAL {
    ?tally onr:incident ?incident ; onr:best ?best ; onr:effect ?effect ; onr:ruleSet ?rules .
    OPTIONAL { ?tally onr:group/rdfs:label ?group }
    OPTIONAL { ?tally schema:minValue ?low }
    OPTIONAL { ?tally schema:maxValue ?high }
  }
} ORDER BY ?incident ?rules ?effect ?group
"""

CLAIMS = f"""
SELECT ?claim ?kind ?claimant ?speaker ?for ?words ?start ?end ?effect ?group ?agent ?what ?low ?high ?approximation
       ?incident ?type ?earliest ?latest ?confidence ?article ?published ?headline ?url ?outlet ?revision WHERE {{
  ?claim a schema:Claim ; schema:text ?words ; onr:evidence ?evidence .
  {_ARTICLE}
  OPTIONAL {{ ?claim a ?kind FILTER(?kind != schema:Claim) }}
  OPTIONAL {{
    SELECT ?claim (GROUP_CONCAT(DISTINCT ?name; SEPARATOR = "; ") AS ?claimant)
    WHERE {{ ?claim onr:claimant/rdfs:label ?name }} GROUP BY ?claim
  }}
  OPTIONAL {{
    SELECT ?claim (GROUP_CONCAT(DISTINCT ?name; SEPARATOR = "; ") AS ?speaker)
    WHERE {{ ?statement onr:expresses ?claim ; prov:wasAttributedTo/rdfs:label ?name }} GROUP BY ?claim
  }}
  OPTIONAL {{
    SELECT ?claim (GROUP_CONCAT(DISTINCT ?name; SEPARATOR = "; ") AS ?for)
    WHERE {{ ?statement onr:expresses ?claim ; onr:onBehalfOf/rdfs:label ?name }} GROUP BY ?claim
  }}
  OPTIONAL {{ ?claim onr:effect ?effect }}
  OPTIONAL {{ ?claim onr:group/rdfs:label ?group }}
  OPTIONAL {{ ?claim onr:agent/rdfs:label ?agent }}
  OPTIONAL {{ ?claim onr:what ?what }}
  OPTIONAL {{ ?claim schema:minValue ?low }}
  OPTIONAL {{ ?claim schema:maxValue ?high }}
  OPTIONAL {{ ?claim onr:approximation ?approximation }}
  OPTIONAL {{ ?claim onr:confidence ?confidence }}
  OPTIONAL {{
    ?claim schema:about ?report . ?report sem:eventType ?type .
    OPTIONAL {{ ?report onr:reportOf ?incident }}
    OPTIONAL {{ ?report onr:earliest ?earliest }}
    OPTIONAL {{ ?report onr:latest ?latest }}
  }}
}} ORDER BY ?claim ?start ?kind ?outlet
"""

ACTORS = """
SELECT ?actor ?name ?aliases ?kind ?side ?wikidata ?statements WHERE {
  ?actor onr:actorKind ?kind ; rdfs:label ?name .
  OPTIONAL {
    SELECT ?actor (GROUP_CONCAT(DISTINCT ?alias; SEPARATOR = "; ") AS ?aliases) WHERE { ?actor skos:altLabel ?alias }
    GROUP BY ?actor
  }
  OPTIONAL { ?actor onr:side ?side }
  OPTIONAL { ?actor owl:sameAs ?wikidata }
  OPTIONAL {
    SELECT ?actor (COUNT(DISTINCT ?statement) AS ?statements) WHERE { ?statement prov:wasAttributedTo ?actor }
    GROUP BY ?actor
  }
} ORDER BY ?actor ?name ?wikidata ?side
"""

ARTICLES = """
SELECT ?article ?id ?published ?headline ?url ?outlet ?language ?byline ?dateline ?basedOn ?revision ?sha256 WHERE {
  ?article a schema:NewsArticle ; dcterms:identifier ?id .
  ?revision prov:specializationOf ?article ; onr:sha256 ?sha256 .
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article schema:headline ?headline }
  OPTIONAL { ?article schema:url ?url }
  OPTIONAL { ?article schema:publisher/rdfs:label ?outlet }
  OPTIONAL { ?article schema:inLanguage ?language }
  OPTIONAL { ?article onr:byline ?byline }
  OPTIONAL { ?article schema:dateline ?dateline }
  OPTIONAL { ?article schema:isBasedOn/schema:publisher/rdfs:label ?basedOn }
} ORDER BY ?article ?revision ?outlet
"""

PARTICIPANTS = """
SELECT ?incident ?actor WHERE { ?report onr:reportOf ?incident ; sem:hasActor/rdf:value ?actor }
ORDER BY ?incident ?actor
"""

VERDICTS = """
SELECT ?claim ?verdict ?by ?at ?note WHERE {
  ?decision a onr:Decision ; prov:used ?claim ; onr:verdict ?verdict ; prov:endedAtTime ?at ;
            prov:wasAssociatedWith/rdfs:label ?by .
  ?claim a schema:Claim .
  OPTIONAL { ?decision onr:note ?note }
  FILTER NOT EXISTS { ?later onr:supersedes ?decision }
} ORDER BY ?claim ?at
"""

_LOCAL = ("type", "kind", "effect", "verdict")


def rows(dump: Dump, query: str) -> Iterator[Row]:
    """Yield the rows of a query, without what is not bound; terms of closed lists by their local names."""
    answer = dump.graphs.query(query)
    names = answer.variables
    for row in answer.rows():
        found = {name: term.value for name, term in zip(names, row, strict=True) if term is not None}
        for name in _LOCAL:
            if name in found:
                found[name] = found[name].rpartition("#")[2]
        yield found
