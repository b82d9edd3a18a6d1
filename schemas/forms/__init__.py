"""A community's own forms: XLSForm files read into declarations.

In the order of the work: what reading the file would cost (``container``), its rows (``xlsform``, the one place for
pyxform), what each question becomes (``questions``, ``conditions``, ``words``), the declaration they make
(``declare``), and how it follows on the version before (``versions``).
"""
