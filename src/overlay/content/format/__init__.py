"""The format that authors write: a pack folder of Markdown guides and YAML, read into guides, rules and findings."""
