"""The overview: how things stand today, and where somebody is needed."""

from __future__ import annotations

from schemas.access import ROLES
from server.auth import Actor
from server.console.site import page, place, render

place(10, "today", "overview.title", "overview_show", ROLES, "o")


@page("GET", "/overview")
def show(actor: Actor) -> str:
    """What waits for somebody, and how the month stands."""
    del actor
    return render("overview.html")
