"""Care knowledge as files that a community reads and changes: rule sets, visit programmes, reminders.

Everything here is pure: the same file and the same answers give the same result, on the server and on the tablet.
"""
