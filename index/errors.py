"""The one tree of errors. Every message names the thing at fault and says what to do about it."""

from __future__ import annotations


class PullquoteError(Exception):
    """Anything this project raises on purpose. ``str()`` of it is one line, fit to be shown to a user."""


class InputError(PullquoteError):
    """What the user gave cannot be used: exit status 2."""


class FileError(InputError):
    """One file cannot be read as an article; the others go in."""

    def __init__(self, path: str, problem: str, remedy: str) -> None:
        super().__init__(f"{path}: {problem}; {remedy}")
        self.path, self.problem, self.remedy = path, problem, remedy


class QuestionError(InputError):
    """A question that asks nothing, or is too long to be one."""


class ArticleNotFound(InputError):
    """No article of that id in the index."""


class IndexFault(PullquoteError):
    """The index as a whole cannot be used as asked."""


class IndexNotFound(InputError):
    """There is no index at the path given."""


class IndexLocked(IndexFault):
    """Another process is writing to the index."""


class IndexDamaged(IndexFault):
    """The index fails its checksums and cannot be rebuilt from what is left of it."""


class IndexVersionError(InputError):
    """The index was written by a newer version."""


class ModelMismatch(InputError):
    """The index was made with another embedding model."""


class ModelError(InputError):
    """An embedding or reranking model cannot be had or used."""


class StorageError(PullquoteError):
    """The disk refused a write: full, read-only or failing. What was acknowledged before stands."""


class AnsweringFailed(PullquoteError):
    """The process that was to answer ended before it did, or took too long."""
