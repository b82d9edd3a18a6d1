"""Documents and what becomes of them: merge, history, projection, digest and wire format.

The pure middle of Mulin. Nothing in here knows the web, a database, the time of day or chance: what comes from there is
passed in. Automerge is spoken to from ``document`` alone, CBOR from ``wire`` alone.
"""
