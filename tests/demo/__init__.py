"""A day played out: real tablets without a network, what became of their work, and the proof that all hold the same."""
