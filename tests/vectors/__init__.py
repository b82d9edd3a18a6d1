"""What both sides must answer alike: run by pytest and, from the same files, by the tablet's tests."""
