"""The bodies of requests and replies, as marshmallow schemas; whoever uses them needs not know that."""

from schemas.wire.body import Body, Invalid, dump, load

__all__ = ["Body", "Invalid", "dump", "load"]
