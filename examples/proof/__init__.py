"""The proof: a small model, tuned on two cores, shows what the data does. Run it: make proof."""
