"""Counting, and what prompts ask of a response's length."""
