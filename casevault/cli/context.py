"""What every command gets: streams, language, the surroundings, and the one way to an open vault."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from casevault.ambient import Ambient, SystemAmbient
from casevault.cli import secrets
from casevault.crypto.kdf import STANDARD
from casevault.crypto.strength import ADVICE, estimate
from casevault.errors import CaseVaultError, Code, UserProblem
from casevault.i18n import N_, Catalogue
from casevault.vault import policy_file
from casevault.vault.vault import Vault

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from casevault.crypto.kdf import Bounds, KdfProfile
    from casevault.i18n import Msg
    from casevault.vault.policy import Policy
    from casevault.vault.policy_file import Found

INPUT_LIMIT = 64 * 1024 * 1024  # characters of stdin: one record with a hundred full fields stays below it
CONFIRM_LIMIT = 80  # characters of an answer that are read
WITHOUT_IT = N_("Leave the option out for a sealed copy.")
RECORD_ID = re.compile(r"[0-9a-f]{32}")


@dataclass
class Context:
    """One run of the command line."""

    catalogue: Catalogue
    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    ambient: Ambient = field(default_factory=SystemAmbient)
    profile: KdfProfile | None = None  # of a new vault; None = calibrated on this machine
    bounds: Bounds = STANDARD  # what a vault's header may ask of this machine
    organisation: Found = field(default_factory=policy_file.of_machine)  # the policy file of this computer
    names: dict[str, str] = field(default_factory=dict)  # ids that a refusal holds -> what the person calls them
    _stdin_used: bool = False

    @property
    def policy(self) -> Policy:
        """Return the rules under which this run opens and makes vaults."""
        return self.organisation.policy

    def untrusted_text(self, argument: str) -> str:
        """Return `argument`, or what stdin holds where it is "-": so no name need stand in a command line."""
        return self._untrusted_stdin() if argument == "-" else argument

    def untrusted_bulk(self, argument: str) -> str:
        """Return the content of the file `argument`, or stdin where it is "-"."""
        if argument == "-":
            return self._untrusted_stdin()
        try:
            with Path(argument).open(encoding="utf-8-sig") as file:  # Windows editors put a mark before UTF-8
                untrusted = file.read(INPUT_LIMIT + 1)
        except OSError as problem:
            raise UserProblem(
                Code.INVALID_INPUT,
                N_("The file cannot be read."),
                N_("Check the path and your rights to it."),
                errno=problem.errno or 0,
            ) from None
        except UnicodeDecodeError:
            raise UserProblem(Code.INVALID_INPUT, N_("The file is not UTF-8 text."), N_("Save it as UTF-8.")) from None
        return _bounded(untrusted)

    def _untrusted_stdin(self) -> str:
        if self._stdin_used:
            raise UserProblem(
                Code.INVALID_INPUT, N_("Only one argument can be read from the standard input."), N_("Give the others by file.")
            )
        self._stdin_used = True
        try:
            untrusted = self.stdin.read(INPUT_LIMIT + 1)
        except UnicodeDecodeError:
            raise UserProblem(Code.INVALID_INPUT, N_("The input is not UTF-8 text."), N_("Send it as UTF-8.")) from None
        return _bounded(untrusted).removeprefix("\ufeff").removesuffix("\n")

    def passphrase(self, args: argparse.Namespace) -> bytearray:
        """Return the passphrase from the file, descriptor or prompt that `args` name."""
        if args.passphrase_file is not None:
            return secrets.from_file(args.passphrase_file)
        if args.passphrase_fd is not None:
            return secrets.from_descriptor(args.passphrase_fd)
        return secrets.from_prompt(self.catalogue)

    def credentials(self, args: argparse.Namespace) -> tuple[bytearray, bytes | None]:
        """Return the passphrase and the bytes of the keyfile that `args` name, None without one; the file before any prompt."""
        keyfile = None if args.keyfile is None else secrets.keyfile_from(args.keyfile)
        return self.passphrase(args), keyfile

    def new_passphrase(self, args: argparse.Namespace) -> bytearray:
        """Return a passphrase that is to be set, from `--new-passphrase-file` or typed twice."""
        from_file = args.new_passphrase_file
        passphrase = secrets.new_from_prompt(self.catalogue) if from_file is None else secrets.from_file(from_file)
        self.advise(passphrase, args.vault_dir)
        return passphrase

    def advise(self, passphrase: bytearray, folder: Path) -> None:
        """Say how strong a passphrase is that is to be set; advice, whatever it comes to."""
        found = estimate(passphrase.decode("utf-8", "replace"), (folder.stem,))
        self.say(self.catalogue.text(ADVICE[found.level], bits=found.bits))

    @contextmanager
    def vault(
        self,
        args: argparse.Namespace,
        *,
        repair: bool = True,
        writable: bool | None = None,
        given: tuple[bytearray, bytes | None] | None = None,
    ) -> Iterator[Vault]:
        """Open the vault that `args` name for the length of a `with` block; a refusal in it learns the names behind its ids.

        `given`: passphrase and keyfile, where the command needs them again afterwards.
        """
        passphrase, keyfile = given or self.credentials(args)
        with Vault.open(
            args.vault_dir,
            passphrase,
            keyfile=keyfile,
            ambient=self.ambient,
            bounds=self.bounds,
            repair=repair,
            writable=writable,
            policy=self.policy,
        ) as vault:
            said = vault.notices
            for notice in said:
                self.say(self.catalogue.text(notice))
            try:
                yield vault
            except CaseVaultError as problem:
                self._learn_names(vault, problem)
                raise
            finally:
                # What is odd about the clock is known only once something was recorded by it.
                for notice in vault.notices:
                    if notice not in said:
                        self.say(self.catalogue.text(notice))

    def _learn_names(self, vault: Vault, problem: CaseVaultError) -> None:
        # Looked up here, while the vault is open, and kept out of the exception: `str(problem)` and a log never hold a name.
        ids = {
            part
            for value in problem.safe.values()
            for part in ([value] if isinstance(value, str) else value if not isinstance(value, int) else [])
            if isinstance(part, str) and RECORD_ID.fullmatch(part)
        }
        self.names.update({record.id: record.title for record in vault.records.many(sorted(ids)).values()})

    def confirm(self, danger: Msg, *, word: str, instead: Msg = WITHOUT_IT) -> None:
        """Say what an option does that cannot be taken back; on a terminal go on only once `word` was typed, else hint `instead`.

        Where nobody can answer, the option itself is the answer: whoever wrote it into a script read what it does, and a question
        would only teach scripts to pipe a "yes" into every command.
        """
        self.say(self.catalogue.text(danger))
        if not self.stdin.isatty():
            return
        self.say(self.catalogue.text(N_("Type “{word}” to go on; anything else stops here."), word=word))
        if self.stdin.readline(CONFIRM_LIMIT).strip() != word:
            raise UserProblem(Code.CANCELLED, N_("Stopped. Nothing was written."), instead)

    def say(self, text: str) -> None:
        """Write one line for the person to stderr, where progress and notices belong."""
        print(text, file=self.stderr)

    def progress(self, done: int, total: int, /) -> None:
        """Show how far a long task is, on one line of a terminal; nothing where stderr is not one."""
        if self.stderr.isatty():
            end = "\n" if done == total else "\r"
            print(f"{done}/{total}", end=end, file=self.stderr, flush=True)


def _bounded(untrusted: str) -> str:
    if len(untrusted) > INPUT_LIMIT:
        raise UserProblem(Code.TOO_LARGE, N_("The input is too large."), N_("Send one record at a time."))
    return untrusted
