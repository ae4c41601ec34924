"""`overlay doctor`: what works on this machine, what does not, and what to do about it.

Works without a running assistant and without a display; what only the assistant knows it is asked.
"""
