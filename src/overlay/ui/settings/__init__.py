"""The settings window: pages of rows, the field that takes a chord, and what is recorded about the agent."""
