"""The demo community: made through the same door as everybody's work, so that it is what the product makes of it.

What stands in its documents depends on the seed and the day alone; ids, secrets and passwords are fresh on every
machine.
"""

from server.demo.making import make
from server.demo.people import COMMUNITY, Password, is_there, passwords

__all__ = ["COMMUNITY", "Password", "is_there", "make", "passwords"]
