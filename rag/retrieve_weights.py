"""How much each feature of a passage counts; written by ``python -m training.fusion``."""

SAME = (0.0910, 0.1653, 0.0515, 0.0528, 0.0000, 0.0000, 0.2367, 0.2637, 0.1390)
"""The weights of :func:`rag.ranking.inputs`, for a passage in the question's language."""

CROSS = (0.2955, 0.1322, 0.2451, 0.0903, 0.0000, 0.0000, 0.0522, 0.1762, 0.1603)
"""The same for a passage in the other language."""

CROSS_BIAS = 0.1192
"""What a passage in the other language gets for free."""
