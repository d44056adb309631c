"""How the bundled model is made: data -> tokenizer -> token vectors -> translation table -> fusion weights -> index/model.

``python -m training`` runs the whole, seeds fixed, on two cores in about half an hour; MODEL_CARD.md says what comes out.
"""
