"""What the claims about incidents say about each other: who agrees, who disagrees, and on whose word.

1. Read the claims about some incidents from the store (`reading`); all other steps are pure.
2. Trace each claim to its origins: reprints and what is passed on count once (`origins`).
3. Compare the claims (`relations`), by what one source gives in one article (`accounts`).
4. Tally low, best and high under each rule set (`tallies`, `figures`).
5. Grade each incident by rules in SPARQL (`grading`).
6. Find which statements are printed in several articles (`utterances`).
7. Put it in the place of what was found about these incidents and articles before (`renewal`).

All of it follows from the claims of one incident at a time: to compute it anew for the incidents that changed gives
what computing it for all gives, and costs what those incidents cost.
"""

from kg.inference.claims.reading import ClaimReader
from kg.inference.claims.renewal import found_before, renewal
from kg.inference.claims.rules import Rules, adopted, adoption, up_to_date
from kg.inference.claims.utterances import Reprints

__all__ = ["ClaimReader", "Reprints", "Rules", "adopted", "adoption", "found_before", "renewal", "up_to_date"]
