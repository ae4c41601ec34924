"""The settings window: pages of rows, the field that records a chord, and what is recorded about the agent."""
