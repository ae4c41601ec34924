"""Packs: what authors write, what desks read, and everything in between.

format       the source format: a pack folder of Markdown and YAML → guides, rules, findings
authoring    create, check, compare and build a pack
importers    other formats → a pack folder
packed       a pack as one file, and deltas between versions
source       the publisher's side: keys, roles, publishing
sync         the desk's side: fetch, verify, install
install      packs → a new generation, or everything as it was
store        generations: their schema, how they are built, which one is in use
lookup       what the resident assistant reads of the generation in use
search       the search index and its ranking
export       a pack as web pages or job aids
"""
