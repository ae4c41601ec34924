"""The desk's side of a source: fetch, verify, install. Runs in a short-lived process of its own."""
