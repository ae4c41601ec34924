"""The rule maker: takes the title of the window in front apart and produces the front matter of a rule for it."""
