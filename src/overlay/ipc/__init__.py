"""One assistant per user: commands over a local socket. `client` needs no Qt (it must start fast), `server` uses it."""
