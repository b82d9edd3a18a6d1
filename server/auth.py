"""Who is asking: a person by session or API token, or a tablet by its own token."""

from __future__ import annotations

from server.tablet_identity import TabletIdentity, tablet_of_request

__all__ = ["TabletIdentity", "tablet_of_request"]
