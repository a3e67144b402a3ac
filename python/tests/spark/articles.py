"""Articles with everything in which parts could go wrong, the same on every machine."""

import random

SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


def word(number: int) -> str:
    """A word without a digit, which would be a figure."""
    parts = []
    while True:
        number, last = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[last])
        if number == 0:
            return "".join(parts)


class Writer:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def words(self, count: int) -> list[str]:
        # After Zipf: each doubling of the rank is as likely as any other.
        return [word(int(2 ** self.random.uniform(0, 17))) for _ in range(count)]

    def text(self, words: list[str]) -> str:
        sentences = [" ".join(words[at : at + 11]) for at in range(0, len(words), 11)]
        return ". ".join(sentences) + "."

    def changed(self, words: list[str], places: int) -> list[str]:
        words = list(words)
        for at in self.random.sample(range(len(words)), places):
            words[at] = word(self.random.randrange(200_000))
        return words


def articles(count: int, *, same: int = 0, forms: int = 0, fills: int = 0, chain: int = 0,
             versions: int = 0, seed: int = 1) -> list[tuple[str, str]]:
    """So many articles, among them so many with the same words, so many forms that are filled
    in so often, a chain of which each is made from the one before, and versions of one text."""
    writer = Writer(seed)
    texts = [writer.text(writer.words(140))] * same
    for _ in range(forms):
        form = writer.words(150)
        for _ in range(fills):
            filled = list(form)
            for at in range(5, len(form), 12):
                filled[at] = str(writer.random.randrange(10_000))
            texts.append(writer.text(filled))
    link = writer.words(120)
    for _ in range(chain):
        link = writer.changed(link, 3)
        texts.append(writer.text(link))
    story = writer.words(260)
    texts += [writer.text(writer.changed(story, 3)) for _ in range(versions)]
    while len(texts) < count:
        words = writer.words(writer.random.randrange(60, 260))
        texts.append(writer.text(words))
        # Copies: edited, told in other words, a part.
        texts.append(writer.text(writer.changed(words, len(words) // 30 + 1)))
        texts.append(writer.text(writer.changed(words, len(words) // 5)))
        texts += [writer.text(writer.words(100)) for _ in range(6)]
    texts = texts[:count]
    writer.random.shuffle(texts)
    return [(f"{writer.random.randrange(16**6):06x}-{at}", text) for at, text in enumerate(texts)]
