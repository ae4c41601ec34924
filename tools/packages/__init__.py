"""Builds what IT installs: bundle, .deb, .rpm, MSI, wheel and sdist, with their signatures and bill of materials."""
