"""The demo: the assistant with a made-up CRM, on the screen of whoever runs it or played on a virtual desktop."""
