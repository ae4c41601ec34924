"""What every managed window is made of: theme, words said anew in another language, and controls only they have."""
