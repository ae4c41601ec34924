"""What every managed window is built from: theme, retranslation at run time, and controls only they have."""
