"""How much a word says of a guide, as a lane (see `lanes`).

BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) without its idf, which the search adds: how often
a word stands in a guide, more where it tells more, less in a long text, each time a little less. A word counts the more,
too, the larger its share of the title is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import log2

from overlay.content.search import lanes, text
from overlay.content.words import Words, parts

_WEIGHTS: Words[float] = Words(title=7.0, keywords=4.0, headings=4.0, body=1.0)
_LENGTH_COUNTS: Words[float] = Words(title=0.3, keywords=0.3, headings=0.3, body=0.6)  # BM25's b
_REMEMBERED = 500_000  # pieces of text whose words are remembered while the index is made
_SATURATION = 1.2  # BM25's k1
_PART_SHARE = 0.6  # what a word counts for its parts
_TITLE_SHARE = (
    2.0  # what a word that is the whole title is worth, beside at most k1 + 1 for standing there often
)
_MOST = _SATURATION + 1 + _TITLE_SHARE / 2
_STEPS = 4  # of a mean length, between one and twice as long


def mean_length(mean_chars: float) -> float:
    """Return the mean length of a field as the index takes it: in steps, so that it stays while few guides change."""
    return 2 ** (round(_STEPS * log2(max(1.0, mean_chars))) / _STEPS)


class Relevance:
    """Tells the lanes of the words of guides whose fields have `mean_lengths` (see `mean_length`)."""

    def __init__(self, mean_lengths: Words[float]) -> None:
        norms = zip(parts(_WEIGHTS), parts(_LENGTH_COUNTS), parts(mean_lengths), strict=True)
        self._norms = tuple(norms)
        self.forms = text.Forms(_REMEMBERED)

    def told(self, words: Words[str]) -> tuple[dict[str, int], dict[str, int], Callable[[int], int]]:
        """Return the lanes of the words in title, keywords and headings; how often each other stands in the body; its lane.

        In a body nearly all words stand once or twice: their lanes are told by that count.
        """
        weights = [
            weight / (1 - b + b * len(part) / mean)
            for part, (weight, b, mean) in zip(parts(words), self._norms, strict=True)
        ]
        title = self.forms.of(words.title)
        weighed: defaultdict[str, float] = defaultdict(float)
        few = (title, self.forms.of(words.keywords), self.forms.of(words.headings))
        for forms, weight in zip(few, weights, strict=False):
            for word in forms:
                weighed[word] += weight
        share = _TITLE_SHARE / (len(title) + 1)
        body = self.forms.counted(words.body)
        in_body = weights[-1]
        found = {}
        for word, weight in weighed.items():
            relevance = _saturated(weight + in_body * body.pop(word, 0))
            found[word] = _lane(relevance + (share if word in title else 0.0))
        return found, body, lambda count: _lane(_saturated(in_body * count))

    def lanes_of(self, words: Words[str]) -> dict[str, int]:
        """Return the lane of each word of a guide."""
        found, body, lane = self.told(words)
        return found | {word: lane(count) for word, count in body.items()}


def _saturated(weight: float) -> float:
    return weight * (_SATURATION + 1) / (weight + _SATURATION)


def _lane(relevance: float) -> int:
    return max(1, min(lanes.TOP, round(relevance * lanes.TOP / _MOST)))


# What a word weighs to get such a lane. In a title it gets more than any weight could give it.
_UNSATURATED = tuple(
    _SATURATION * relevance / (_SATURATION + 1 - relevance)
    for lane in range(lanes.TOP + 1)
    if (relevance := min(lane * _MOST / lanes.TOP, _SATURATION + 0.9)) >= 0
)
LANE_BITS = 7
# The lane of two words of one stem in one guide (the first `LANE_BITS` higher), and that of a compound for one of its parts.
BOTH = bytes(
    max(a, b, _lane(_saturated(_UNSATURATED[a] + _UNSATURATED[b])))
    for a in range(lanes.TOP + 1)
    for b in range(lanes.TOP + 1)
)
AS_PART = bytes(
    max(round(_PART_SHARE * lane), _lane(_saturated(_PART_SHARE * _UNSATURATED[lane])))
    if 0 < lane <= lanes.TOP
    else 0
    for lane in range(256)
)
