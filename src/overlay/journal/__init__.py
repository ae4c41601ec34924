"""What the agent did, recorded for the agent: walks and notes. Sync never touches it."""
