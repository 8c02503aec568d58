"""python -m tests.measure.letters [sentences] [seed] [--part P] [--examples N]."""

from tests.measure.letters.sentences import PARTS, generate
from tests.measure.masking import names

if __name__ == "__main__":
    names.tell(generate, PARTS, "kept")
