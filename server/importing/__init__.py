"""Import: residents and households out of the Excel register that a community already has.

In the order of the work: what sort of file it is (``container``), its cells (``workbook``), where the table begins and
what each column means (``headings``, ``mapping``), what each row says (``people``), who lives together (``homes``), who
of them is known already (``matching``), what is to be written (``plan``, ``working``), and writing it as the centre's
changes (``writing``). ``register`` is all of it in order, so that a page can do what the command does.
"""
