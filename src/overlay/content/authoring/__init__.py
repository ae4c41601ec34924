"""What an admin does with a pack before anybody gets it: start it, check it, compare it, build it."""
