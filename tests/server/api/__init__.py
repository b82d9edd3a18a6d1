"""The JSON API, as people and programs use it."""
