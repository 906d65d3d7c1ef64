"""Where the program begins."""

from casevault.hardening import harden

harden()  # before anything larger is imported

import sys  # noqa: E402 - after hardening, on purpose


def main() -> int:
    """Run the program on this process's command line and return its exit status."""
    if sys.argv[1:2] == ["--view-child"]:  # a frozen program has no other file to start the child from
        from casevault.media.child import main as show  # noqa: PLC0415 - the child knows nothing of the rest

        return show(sys.argv[2:])
    if sys.argv[1:2] == ["--index-child"]:
        from casevault.vault.index_child import main as make_rows  # noqa: PLC0415 - neither window nor command line

        return make_rows()
    from casevault.app import run  # noqa: PLC0415 - importing this module must stay as small as hardening is

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
