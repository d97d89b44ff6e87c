"""The journal: every request and every answer of a language model, and what each attempt used.

A file of SQLite in WAL mode, made to be killed at any moment: a reservation is on record before its request
goes out, an answer before it is used. Several processes may share it. Nothing secret is ever written here.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from hesui_data.chat import Answer
from hesui_data.errors import InputError, OutputError
from hesui_data.spending import Limits, Spent, Worst

_APPLICATION, _VERSION = 0x48455355, 1
_PATIENCE = 60.0  # seconds to wait for another process that writes


@dataclass(frozen=True, slots=True)
class Ticket:
    """A reservation: an attempt that may go out now."""

    attempt: int
    worst: Worst


@dataclass(frozen=True, slots=True)
class Wait:
    """No attempt may go out yet: so many seconds are left of a minute's limit, or another process is asking."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Full:
    """No attempt may go out any more: it could break the limit of that name."""

    limit: str


def key_of(content: Mapping[str, Any]) -> str:
    """The key of a request: a hash of its whole content.

    >>> key_of({"a": 1, "b": "年"}) == key_of({"b": "年", "a": 1})
    True
    """
    return sha256(canonical(content).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def canonical(content: Mapping[str, Any]) -> str:
    """``content`` as JSON with sorted keys, the same on every machine."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Journal:
    """The journal at ``path``, made if it is not there; ``None`` is one in memory.

    Raises:
        InputError: there is a file that is no journal of this library.
        OutputError: it cannot be opened or written.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        with self._told():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(
                path or ":memory:", timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._prepare()
            owner = self._base.execute("INSERT INTO owners DEFAULT VALUES").lastrowid or 0
        self._owner = owner
        self._alive = _Alive(path.with_name(f".{path.name}.lock") if path else None, owner)

    def close(self) -> None:
        """Close the file; what was recorded is in it alone, without files of SQLite beside it."""
        with suppress(sqlite3.Error):
            self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._base.close()
        self._alive.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def answer(self, key: str) -> Answer | None:
        """The answer on record for ``key``."""
        with self._told():
            row = self._base.execute(
                "SELECT text, finish_reason, tokens_in, tokens_out, fault FROM answers WHERE key = ?", (key,)
            ).fetchone()
        return Answer(*row) if row else None

    def cost(self, key: str) -> tuple[int, str]:
        """What the answer on record for ``key`` cost, in counts, and the currency (empty without a price)."""
        row = self._base.execute(
            "SELECT cost, currency FROM attempts WHERE id = (SELECT attempt FROM answers WHERE key = ?)",
            (key,),
        ).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, "")

    def reserve(
        self, key: str, content: Mapping[str, Any], worst: Worst, limits: Limits
    ) -> Ticket | Answer | Wait | Full:
        """A ticket for one attempt with its worst case on record, or the answer, or why there is none.

        All of it is one transaction, which no other process can come between.
        """
        with self._transaction():
            if known := self.answer(key):
                return known
            if self._is_asked_elsewhere(key):
                return Wait(0.1)
            spent = self._spent(worst.currency)
            if limit := spent.first_limit(limits, worst):
                return Full(limit)
            if seconds := self._of_this_minute(worst, limits):
                return Wait(seconds)
            run = self._base.execute
            run("INSERT OR IGNORE INTO requests VALUES (?, ?)", (key, canonical(content)))
            made = run(
                "INSERT INTO attempts (key, owner, started, state, tokens, cost, currency) "
                "VALUES (?, ?, ?, 'open', ?, ?, ?)",
                (key, self._owner, time.time(), worst.tokens, worst.cost, worst.currency),
            )
            self._add(worst.currency, requests=1, tokens=worst.tokens, cost=worst.cost)
            return Ticket(made.lastrowid or 0, worst)

    def settle(
        self, ticket: Ticket, outcome: str, *, tokens: int | None = None, cost: int | None = None
    ) -> None:
        """Put down how an attempt ended; without ``tokens`` and ``cost`` it is charged its reservation."""
        with self._transaction():
            self._settle(ticket, outcome, tokens, cost)

    def record(
        self, ticket: Ticket, key: str, answer: Answer, *, outcome: str, tokens: int | None, cost: int | None
    ) -> None:
        """Put down an answer, and what its attempt used."""
        with self._transaction():
            self._settle(ticket, outcome, tokens, cost)
            self._insert(key, ticket.attempt, answer)

    def give_up(self, key: str, answer: Answer) -> None:
        """Put down that ``key`` gets no answer, so that it is not asked again."""
        with self._transaction():
            self._insert(key, 0, answer)

    def release(self, ticket: Ticket, outcome: str) -> None:
        """Take back an attempt that never left this machine."""
        with self._transaction():
            self._base.execute(
                "UPDATE attempts SET state = 'unsent', outcome = ?, tokens = 0, cost = 0 WHERE id = ?",
                (outcome, ticket.attempt),
            )
            worst = ticket.worst
            self._add(worst.currency, requests=-1, tokens=-worst.tokens, cost=-worst.cost)

    def spent(self, currency: str = "") -> Spent:
        """What all attempts on record used; open ones count with their worst case."""
        with self._told():
            return self._spent(currency)

    # --- inside ----------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        """Make the tables of a new file.

        Raises:
            InputError: the file has other tables.
        """
        application = self._base.execute("PRAGMA application_id").fetchone()[0]
        version = self._base.execute("PRAGMA user_version").fetchone()[0]
        tables = self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if (tables and application != _APPLICATION) or version > _VERSION:
            raise InputError(
                f"{self.path} is no journal of this version of hesui; name another with --journal",
                zh=f"{self.path} 不是本版 hesui 的记录；请用 --journal 换一个文件",
            )
        with self._transaction():
            for statement in _TABLES:
                self._base.execute(statement)
            self._base.execute(f"PRAGMA application_id = {_APPLICATION}")
            self._base.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of SQLite and of the system as one sentence that names the file."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise OutputError(
                f"{self.path} cannot be used as a journal: {error}", zh=f"{self.path} 不能用作记录：{error}"
            ) from error

    def _insert(self, key: str, attempt: int, answer: Answer) -> None:
        texts = (answer.text, answer.finish_reason, answer.tokens_in, answer.tokens_out, answer.fault)
        self._base.execute(
            "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", (key, attempt, *texts)
        )

    def _settle(self, ticket: Ticket, outcome: str, tokens: int | None, cost: int | None) -> None:
        worst = ticket.worst
        tokens = worst.tokens if tokens is None else tokens
        cost = worst.cost if cost is None else cost
        self._base.execute(
            "UPDATE attempts SET state = 'done', outcome = ?, tokens = ?, cost = ? WHERE id = ?",
            (outcome, tokens, cost, ticket.attempt),
        )
        self._add(worst.currency, tokens=tokens - worst.tokens, cost=cost - worst.cost)

    def _add(self, currency: str, *, requests: int = 0, tokens: int = 0, cost: int = 0) -> None:
        self._base.execute(
            "INSERT INTO spent VALUES (?, ?, ?, ?) ON CONFLICT (currency) DO UPDATE SET "
            "requests = requests + excluded.requests, tokens = tokens + excluded.tokens, cost = cost + excluded.cost",
            (currency, requests, tokens, cost),
        )

    def _spent(self, currency: str) -> Spent:
        rows = self._base.execute("SELECT currency, requests, tokens, cost FROM spent").fetchall()
        cost = sum(row[3] for row in rows if row[0] == currency)
        return Spent(sum(row[1] for row in rows), sum(row[2] for row in rows), cost)

    def _is_asked_elsewhere(self, key: str) -> bool:
        """Whether another process that is still alive waits for this very answer."""
        owners = self._base.execute(
            "SELECT DISTINCT owner FROM attempts WHERE key = ? AND state = 'open'", (key,)
        )
        return any(owner != self._owner and self._alive.others(owner) for (owner,) in owners.fetchall())

    def _of_this_minute(self, worst: Worst, limits: Limits) -> float:
        """Seconds until the limits a minute let an attempt through; 0 if they do."""
        if limits.requests_a_minute is None and limits.tokens_a_minute is None:
            return 0.0
        now = time.time()
        rows = self._base.execute(
            "SELECT started, tokens FROM attempts WHERE started > ? AND state != 'unsent' ORDER BY started",
            (now - 60,),
        ).fetchall()
        requests, tokens = len(rows), sum(row[1] for row in rows)
        for started, used in rows:
            over = limits.requests_a_minute is not None and requests + 1 > limits.requests_a_minute
            over = over or (
                limits.tokens_a_minute is not None and tokens + worst.tokens > limits.tokens_a_minute
            )
            if not over:
                return 0.0
            wait = float(started) + 60 - now
            requests, tokens = requests - 1, tokens - used
            if (limits.requests_a_minute is None or requests < limits.requests_a_minute) and (
                limits.tokens_a_minute is None
                or not tokens
                or tokens + worst.tokens <= limits.tokens_a_minute
            ):
                return max(0.01, wait)
        return 0.0


_TABLES = (
    "CREATE TABLE IF NOT EXISTS owners (id INTEGER PRIMARY KEY AUTOINCREMENT)",
    "CREATE TABLE IF NOT EXISTS requests (key TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS attempts (id INTEGER PRIMARY KEY, key TEXT NOT NULL, owner INTEGER NOT NULL, "
    "started REAL NOT NULL, state TEXT NOT NULL, tokens INTEGER NOT NULL, cost INTEGER NOT NULL, "
    "currency TEXT NOT NULL, outcome TEXT NOT NULL DEFAULT '')",
    "CREATE INDEX IF NOT EXISTS attempts_of_key ON attempts (key)",
    "CREATE INDEX IF NOT EXISTS attempts_by_time ON attempts (started)",
    "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, attempt INTEGER NOT NULL, text TEXT NOT NULL, "
    "finish_reason TEXT NOT NULL, tokens_in INTEGER, tokens_out INTEGER, fault TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS spent (currency TEXT PRIMARY KEY, requests INTEGER NOT NULL, "
    "tokens INTEGER NOT NULL, cost INTEGER NOT NULL) WITHOUT ROWID",
)


class _Alive:
    """A lock on one byte of a file for each process: the system lets go of it when the process ends, however.

    So a process that was killed is known to be gone at once, without clocks.
    """

    def __init__(self, path: Path | None, owner: int) -> None:
        self._path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644) if path else None
        if self._handle is not None:
            _lock(self._handle, owner)

    def others(self, owner: int) -> bool:
        """Whether the process ``owner`` is alive."""
        if self._handle is None or not _lock(self._handle, owner):
            return self._handle is not None
        _unlock(self._handle, owner)
        return False

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(handle: int, at: int) -> bool:
    """Whether byte ``at`` could be locked."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(handle, at, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, at)
    except OSError:
        return False
    return True


def _unlock(handle: int, at: int) -> None:
    if os.name == "nt":
        import msvcrt

        os.lseek(handle, at, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.lockf(handle, fcntl.LOCK_UN, 1, at)
