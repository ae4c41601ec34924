"""What an admin does with a pack before anybody gets it: create, check, compare, build."""
