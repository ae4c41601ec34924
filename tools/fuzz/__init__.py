"""Fuzzing of what reads others' files and commands: `make fuzz`. Seeds and findings are in `seeds/`, a folder a target."""
