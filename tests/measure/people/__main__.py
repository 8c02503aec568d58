"""python -m tests.measure.people [sentences] [seed] [--part P] [--examples N]."""

from tests.measure.masking import names
from tests.measure.people.sentences import PARTS, generate

if __name__ == "__main__":
    names.tell(generate, PARTS, "test")
