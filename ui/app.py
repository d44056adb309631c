"""The Gradio page: an empty column that our own scripts fill, and every function of it as a documented endpoint."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

# Gradio reads these when it is imported: nothing of a user's questions leaves the machine, nor is kept by it.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import gradio as gr
from gradio.events import api

from ui.guard import MISFIT
from ui.server import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["build", "serve"]

_LOOKS = 0.02  # seconds
_SESSIONS = 100  # that Gradio remembers: ours hold nothing, and whoever calls may name ever new ones


class _Page(gr.Blocks):
    """Refuses a call with too few arguments; Gradio's own complaint, which goes to the log, holds those that there are."""

    def validate_inputs(self, block_fn: Any, inputs: list[Any]) -> None:
        if len(inputs) < len(block_fn.inputs):
            raise gr.Error(MISFIT, duration=None, print_exception=False)


def build(functions: Sequence[Callable[..., Any]]) -> gr.Blocks:
    """The page's Blocks. Endpoints stay off Gradio's queue: each is one short request, bounded by :class:`ui.guard.Guard`.

    What calls one in one request is answered by :mod:`ui.calls` before Gradio sees it.
    """
    blocks: gr.Blocks = _Page(title="Pullquote", analytics_enabled=False, delete_cache=(3600, 24 * 3600))
    with blocks:
        gr.Column(elem_id="pullquote")
        for function in functions:
            api(function, api_name=function.__name__, queue=False)
    # Gradio looks into its queue a thousand times a second, which takes 6 % of a core day and night; only gradio_client's calls
    # pass through it.
    blocks._queue.sleep_when_free = blocks._queue.progress_update_sleep_when_free = _LOOKS
    blocks.state_session_capacity = _SESSIONS
    return blocks
