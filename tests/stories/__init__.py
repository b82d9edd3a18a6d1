"""Stories in the words of the people who use it; the cast comes from ``cast.py``."""
