"""Reading articles and cutting them into shingles, for the tools that leave this to their caller."""
import json
import re

WORD = re.compile(r"\w+")


def read(path):
    """The ids and the texts of a JSON Lines file. Texts without a word, which would all be alike, are left out."""
    ids, texts = [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if WORD.search(article["text"]):
                ids.append(article["id"])
                texts.append(article["text"])
    return ids, texts


def shingles(text):
    """Words in lower case, five by five."""
    words = WORD.findall(text.lower())
    return [" ".join(words[at:at + 5]) for at in range(max(1, len(words) - 4))]


def write(path, pairs):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(f"{a}\t{b}\n" for a, b in pairs)
