"""Packs for where there is no desk: pages for browsers and phones, job aids for paper."""
