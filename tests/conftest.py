"""Every run draws the same examples, so that a red run is red again; ``PULLQUOTE_RANDOM=1`` draws others each time."""

import os

from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, and nothing of what is tested.
UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]}
settings.register_profile("same", derandomize=True, database=None, **UNTIMED)
settings.register_profile("other", derandomize=False, **UNTIMED)
settings.load_profile("other" if os.environ.get("PULLQUOTE_RANDOM") else "same")
