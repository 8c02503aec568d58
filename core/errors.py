"""The one tree of errors.

MinshengError
├── UserError          something the reader can put right: one sentence that says what to do
│   ├── ConfigError    a setting or a TOML file
│   ├── InputError     a file, a record or an argument
│   └── Denied         what the reader's role does not allow
├── StoreError         the database
│   └── SchemaError    the database is older or newer than the program
├── FetchError         a source could not be read (`permanent`: trying again will not help)
└── DeliveryError      an alert could not be sent (`permanent` as above)

A foreign exception is turned into one of these at the door where it enters. The sentence is
a message id of the catalogue and is translated when it is shown, in the reader's language.
"""

from core.i18n import gettext


class MinshengError(Exception):
    """Base of all: `sentence` is a catalogue id, `values` fill its {placeholders}."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return gettext(self.sentence, **self.values)


class UserError(MinshengError):
    """The reader can put it right."""


class ConfigError(UserError):
    """A setting or a configuration file is wrong."""


class InputError(UserError):
    """A file, a record or an argument is wrong."""


class Denied(UserError):
    """The reader's role does not allow it."""


class StoreError(MinshengError):
    """The store cannot be read or written."""


class DamagedError(StoreError):
    """The store's file is spoiled: a backup has to take its place."""


class SchemaError(StoreError):
    """The store has another schema than this program."""


class _OutsideError(MinshengError):
    """Something outside this house failed."""

    def __init__(self, sentence: str, /, *, permanent: bool = False, **values: object) -> None:
        super().__init__(sentence, **values)
        self.permanent = permanent


class FetchError(_OutsideError):
    """A source could not be read.

    `unreached`: no server answered at all, which may be our own network's fault. `passing`: it
    may be over in a second. `rest`: the seconds for which the server asks to be left alone.
    """

    def __init__(
        self,
        sentence: str,
        /,
        *,
        permanent: bool = False,
        unreached: bool = False,
        passing: bool = False,
        rest: float = 0.0,
        **values: object,
    ) -> None:
        super().__init__(sentence, permanent=permanent, **values)
        self.unreached = unreached
        self.passing = passing
        self.rest = rest


class DeliveryError(_OutsideError):
    """An alert could not be sent. `unreachable`: this address will never take one."""

    unreachable = False
