"""The kinds of record around a neighbourhood's care that are no medical form."""
