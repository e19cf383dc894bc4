"""Where a saved answer came from, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Access = Literal["open", "account", "restricted"]
Sensitivity = Literal["none", "personal", "fiscal", "health"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of a file that an API answered, or that was made out of such answers.

    Attributes:
        api: the name of the API in the registry; "" where somebody marked the file by hand.
        operation: what was asked of it.
        template: the address asked, without the values of its parameters.
        access: who may ask: anyone, holders of an account, holders of an authorisation.
        sensitivity: what the answers hold of persons.
        licence: the licence of the data.
        contract: the contract that the answers are held against.
        fetched: when, in UTC (ISO 8601); "" where the file was derived.
        sha256: the hash of the file, in hexadecimal.
        records: how many records it holds; -1 where that is not known.
        total: how many the API says there are; -1 where it does not.
        base: the address that was asked in the place of the registry's; "" where that one was.
        pages: how many pages were asked for; 0 where that is not known.
        repeated: how many records came more than once.
        cut: whether the API has more than the file holds.
    """

    api: str = ""
    operation: str = ""
    template: str = ""
    access: Access = "open"
    sensitivity: Sensitivity = "none"
    licence: str = ""
    contract: str = ""
    fetched: str = ""
    sha256: str = ""
    records: int = -1
    total: int = -1
    base: str = ""
    pages: int = 0
    repeated: int = 0
    cut: bool = False

    @property
    def restricted(self) -> bool:
        """Whether the data must not leave those who were authorised to ask for it."""
        return self.access == "restricted"
