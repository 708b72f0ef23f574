"""Hold entities, a line of JSON each from standard input, to FollowTheMoney's model, in the environment of `make ftm`.

Ends with 1 at an entity that the model refuses, or of which it drops a value.
"""

import json
import sys

from followthemoney import model

number = 0
for line in sys.stdin:
    entity = json.loads(line)
    model.get(entity["schema"]).validate(entity)
    taken = model.get_proxy(entity).to_dict()["properties"]
    given = entity["properties"]
    if {name: sorted(values) for name, values in taken.items()} != {name: sorted(v) for name, v in given.items()}:
        sys.exit(f"{entity['id']}: given {given}, taken {taken}")
    number += 1
print(number)
