"""One module a format: the bytes of a file -> raw documents.

Every reader is ``read(data, name) -> Iterator[Raw]`` and runs in a limited child process (:mod:`index.reader`).
``name`` is how the file is called in messages. Readers raise :class:`index.errors.FileError` and may yield one in
place of a document, when the other documents of the file can be had all the same.
"""
