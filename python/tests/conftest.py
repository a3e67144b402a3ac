"""Articles for the tests, of the repository's own kind: made up, with copies among them."""

from __future__ import annotations

import random

import pytest

WORDS = (
    "river bridge mayor council market harbour school road water police fire night morning "
    "storm train station garden museum concert election vote budget hospital doctor farmer "
    "wheat price bank loan factory worker strike union court judge trial witness Straße "
    "naïve élève Москва река 日本語 東京都 🙂 Zürich café"
).split()


def story(seed: int, words: int = 90) -> str:
    """A text that no other one resembles."""
    chance = random.Random(seed)
    text = []
    for at in range(words):
        text.append(chance.choice(WORDS) + str(chance.randrange(40)) * (chance.random() < 0.4))
        if at % 12 == 11:
            text[-1] += "."
    return " ".join(text)


def edited(text: str, seed: int) -> str:
    """The text with one word in fifteen replaced."""
    chance = random.Random(seed)
    words = text.split()
    return " ".join(w if chance.random() > 0.07 else chance.choice(WORDS) for w in words)


@pytest.fixture(scope="session")
def columns() -> dict[str, list[str]]:
    """120 articles: every third is copied, and one is there twice."""
    texts = [story(seed) for seed in range(80)]
    texts += [edited(texts[seed], seed) for seed in range(0, 78, 2)]
    texts.append(texts[79])
    return {
        "id": [f"wire/{at:03}" for at in range(len(texts))],
        "text": texts,
        "title": [f"Story {at}" for at in range(len(texts))],
        "date": [f"2024-01-{1 + at % 28:02}" for at in range(len(texts))],
        "source": [("Post", "Times")[at % 2] for at in range(len(texts))],
    }
