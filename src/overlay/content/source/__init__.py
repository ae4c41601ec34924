"""The publisher's side of a source: keys, roles, and what is signed. Static files in a folder; no server."""
