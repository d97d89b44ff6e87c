"""Asking a language model: the only place that sends anything over a network."""
