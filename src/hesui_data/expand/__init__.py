"""More pairs from the pairs one has.

``rules`` rewords prompts offline. What is asked of an LLM, how its reply is read and what is accepted
will stand beside it (``instructions``, ``replies``, ``gates``).
"""
