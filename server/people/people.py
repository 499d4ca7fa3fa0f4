"""Everything about people that pages and sockets ask for, made once a node."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from server.clock import Clock
from server.config import Settings
from server.people.accounts import Accounts
from server.people.agreements import Agreements
from server.people.arrivals import Arrivals
from server.people.contacts import Contacts
from server.people.deletion import Deletion
from server.people.disclosures import Disclosures
from server.people.duties import DutyBook
from server.people.exclusions import Exclusions
from server.people.factors import Factors
from server.people.hers import Hers
from server.people.holdings import Holdings
from server.people.invitations import Invitations
from server.people.own_words import OwnWords
from server.people.passphrases import Passphrases
from server.people.reminders import Reminders
from server.people.reports import Reports
from server.people.roombook import Roombook
from server.people.roster import Roster
from server.people.seriesbook import Seriesbook
from server.people.sessions import Announce, Lives, Sessions
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.ledger import Ledger
from server.store.sealing import Vault


@dataclass(frozen=True, slots=True)
class People:
    """The people services of one node."""

    passphrases: Passphrases
    sessions: Sessions
    accounts: Accounts
    factors: Factors
    invitations: Invitations
    contacts: Contacts
    roster: Roster
    arrivals: Arrivals
    roombook: Roombook
    agreements: Agreements
    exclusions: Exclusions
    reports: Reports
    series: Seriesbook
    reminders: Reminders
    own_words: OwnWords
    disclosures: Disclosures
    ledger: Ledger
    hers: Hers
    deletion: Deletion
    holdings: Holdings
    duties: DutyBook

    @classmethod
    def make(
        cls, *, db: Database, clock: Clock, vault: Vault, keyring: Keyring, announce: Announce, lives: Lives | None = None,
        passphrases: Passphrases | None = None,
    ) -> People:  # fmt: skip
        """`announce` tells all nodes that sessions ended."""
        hashed = passphrases or Passphrases()
        sessions = Sessions(db, clock, announce, lives)
        ledger = Ledger(db, vault)
        contacts = Contacts(db, vault)
        factors = Factors(db, clock, vault, sessions)
        roster = Roster(db=db, clock=clock, sessions=sessions, factors=factors, contacts=contacts, ledger=ledger)
        accounts = Accounts(db=db, clock=clock, passphrases=hashed, sessions=sessions, roster=roster)
        invitations = Invitations(db, clock, vault)
        arrivals = Arrivals(
            db=db, clock=clock, accounts=accounts, invitations=invitations, roster=roster, factors=factors, sessions=sessions
        )
        exclusions, reports = Exclusions(db, clock, vault, ledger), Reports(db, clock, keyring, vault)
        deletion = Deletion(db=db, clock=clock, vault=vault, sessions=sessions, roster=roster, reports=reports, ledger=ledger)
        return cls(
            hashed, sessions, accounts, factors, invitations, contacts, roster, arrivals, Roombook(db, clock),
            Agreements(db, clock), exclusions, reports,
            Seriesbook(db, clock), Reminders(db, clock), OwnWords(db, vault, sessions), Disclosures(db, clock, vault), ledger,
            Hers(db, contacts, reports, exclusions), deletion, Holdings(db, vault, ledger), DutyBook(db, clock),
        )  # fmt: skip

    async def sweep(self) -> None:
        """Forget what is over: for the timer "sweep_sessions"."""
        await self.sessions.sweep()
        await self.invitations.sweep()
        await self.agreements.sweep()
        await self.exclusions.sweep()
        await self.reports.sweep()
        await self.disclosures.sweep()

    def close(self) -> None:
        """Let the hashing threads end."""
        self.passphrases.close()


def lives_of(settings: Settings) -> Lives:
    """How long sessions live, from the settings."""
    return Lives(
        idle=timedelta(seconds=settings.session_idle_s),
        idle_shared=timedelta(seconds=settings.shared_idle_s),
        whole=timedelta(seconds=settings.session_longest_s),
        whole_shared=timedelta(seconds=settings.shared_longest_s),
    )
