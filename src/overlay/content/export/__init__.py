"""Packs for places without a desk: web pages for browsers and phones, job aids on paper."""
