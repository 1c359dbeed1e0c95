"""The syndromes a post counts, where their definitions come from, what alarms at once.

Codes, definitions and rules are those of WHO's field manual (annex 5) and of the
guides on cholera, as domain.md §6.1 gives them. No number here is ours: where no
source gives one, a person decides.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Syndrome(StrEnum):
    """What is counted."""

    AWD = "AWD"
    BD = "BD"
    CHOL = "CHOL"
    ARI = "ARI"
    MEAS = "MEAS"
    MEN = "MEN"
    AJS = "AJS"
    AHF = "AHF"
    AFP = "AFP"
    SCAB = "SCAB"
    HEAT = "HEAT"
    CO = "CO"
    INJ = "INJ"
    PSY = "PSY"


class Basis(StrEnum):
    """How sure a definition is: read in its source, to be confirmed, or a local one."""

    SOURCE = "source"
    CONFIRM = "confirm"
    LOCAL = "local"


class Band(StrEnum):
    """Younger than five, or five and older, as every count is split."""

    UNDER_5 = "under_5"
    FROM_5 = "from_5"


class CountedSex(StrEnum):
    """The sex a count is split by; unknown is one of them."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Alarm(StrEnum):
    """What the GGD is called for at once: a case, or what a person judges to be so."""

    CHOL = "CHOL"
    CHOL_LINKED = "CHOL_linked"
    CHOL_DEATH = "CHOL_death"
    CHOL_TEST = "CHOL_test"
    MEAS = "MEAS"
    MEN_CLUSTER = "MEN_cluster"
    AHF = "AHF"
    AFP = "AFP"
    DEATHS = "deaths"
    UNUSUAL = "unusual"


BASIS: Final[dict[Syndrome, Basis]] = {
    Syndrome.AWD: Basis.SOURCE,
    Syndrome.BD: Basis.SOURCE,
    Syndrome.CHOL: Basis.SOURCE,
    Syndrome.ARI: Basis.CONFIRM,
    Syndrome.MEAS: Basis.CONFIRM,
    Syndrome.MEN: Basis.CONFIRM,
    Syndrome.AJS: Basis.CONFIRM,
    Syndrome.AHF: Basis.CONFIRM,
    Syndrome.AFP: Basis.CONFIRM,
    Syndrome.SCAB: Basis.LOCAL,
    Syndrome.HEAT: Basis.LOCAL,
    Syndrome.CO: Basis.LOCAL,
    Syndrome.INJ: Basis.LOCAL,
    Syndrome.PSY: Basis.LOCAL,
}
"""Where each definition stands."""

AT_ONE_CASE: Final[dict[Syndrome, Alarm]] = {
    Syndrome.CHOL: Alarm.CHOL,
    Syndrome.MEAS: Alarm.MEAS,
    Syndrome.AHF: Alarm.AHF,
    Syndrome.AFP: Alarm.AFP,
}
"""One case of these is called in at once."""

JUDGED: Final = (
    Alarm.MEN_CLUSTER,
    Alarm.DEATHS,
    Alarm.CHOL_LINKED,
    Alarm.CHOL_DEATH,
    Alarm.CHOL_TEST,
    Alarm.UNUSUAL,
)
"""What no count can tell: a person says that it is so."""

ALARM_BASIS: Final[dict[Alarm, Basis]] = {
    Alarm.CHOL: Basis.CONFIRM,
    Alarm.CHOL_LINKED: Basis.SOURCE,
    Alarm.CHOL_DEATH: Basis.SOURCE,
    Alarm.CHOL_TEST: Basis.SOURCE,
    Alarm.MEAS: Basis.CONFIRM,
    Alarm.MEN_CLUSTER: Basis.CONFIRM,
    Alarm.AHF: Basis.CONFIRM,
    Alarm.AFP: Basis.CONFIRM,
    Alarm.DEATHS: Basis.CONFIRM,
    Alarm.UNUSUAL: Basis.SOURCE,
}
"""Where each rule stands: those on cholera and Article 26 were read in their source."""
