"""The Monte Carlo engine: chunks with their own seeds, workers, a store of observations, intervals, and the command line.

It knows nothing of any experiment beyond the two nouns in `experiment`.
"""
