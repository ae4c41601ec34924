"""`overlay doctor`: what is in order on this machine, what is not, and what to do about it.

Works without a running assistant and without a display; what only the assistant knows it is asked.
"""
