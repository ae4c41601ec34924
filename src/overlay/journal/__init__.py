"""What the agent did, for the agent: walks and notes. Sync never touches it."""
