"""Care at the centre: the files in force, what they make of the records, and the tasks that come of it."""
