"""The sources page of the settings window: its forms and texts, and the port it makes its requests through."""
