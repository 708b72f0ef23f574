"""What people decide on what the machine found: accept, reject, correct, with who, when and why.

1. A decision (`decisions`) is about a statement, claim, incident report or link, and may correct its `fields`. It is
   kept as provenance in a graph of its own (`graph`), whatever becomes of its target.
2. What stands after all decisions on a row changes the view of its article (`view`): rejected rows leave the default
   graph, corrected values stand in the place of the machine's; the named graphs keep what the machine found.
3. The view is worked out anew with every decision (`deciding`) and with every build (`ledger`).
"""
