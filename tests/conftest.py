"""Every run draws the same examples, so that a red run is red again; ``PULLQUOTE_RANDOM=1`` draws others each time."""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, database=None)
settings.register_profile("other", derandomize=False)
settings.load_profile("other" if os.environ.get("PULLQUOTE_RANDOM") else "same")
