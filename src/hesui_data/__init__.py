"""Chinese prompt/response pairs in, a fine-tuning data set one can trust out."""
