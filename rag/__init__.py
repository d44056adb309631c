"""The read path: question -> passages -> quotes -> answer.

    from rag import Assistant, ask

A question is completed by those before it (``followup``) and read (``question``): language, kind, names. Its passages come
from the index by vectors and by terms of both languages (``retrieve``). Their sentences are weighed by what speaks for each
being the answer (``sentence``, ``kinds``), and runs of them become quotes (``quote``), each a slice of its article. Dates say
whether a quote lies in the time asked for, which may hang on an event that the articles date (``asked_time``, ``standing``).
Lists are answered row by row as well (``rows``). When the evidence does not suffice, the answer is a refusal (``refusal``).
``answer`` puts it all together, ``assistant`` is the door, ``pool`` keeps several cores at it where that is wanted, and
``certificate`` checks a saved answer against index and files.
"""

from rag.assistant import Assistant, ask
from rag.types import Answer, Quote

__all__ = ["Answer", "Assistant", "Quote", "ask"]
