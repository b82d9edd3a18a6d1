"""Every test of the house. `make test` runs them all.

- `tests/servers`: what the tests stand on (databases, real servers, the processes they start)
- `tests/house`: the house's own law, as tests
- the other folders mirror the packages, and the tablet
"""
