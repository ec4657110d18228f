"""The ``kg`` command: one group, and one place where every error becomes one line and an exit code.

Exit codes: 0 done, 1 failed or invalid, 2 usage, 3 some inputs failed, 130 interrupted.
"""

import os
import sys
from collections.abc import Sequence

import click

from kg import __version__, cli_ask, cli_build, cli_show
from kg.cli_common import EXIT_FAILED, EXIT_OK, EXIT_USAGE, examples, say
from kg.errors import KgError, NothingRead

EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells report it


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "kg build article.txt -o news.trig",
        "kg explain news.trig Ruritania Utopia",
    ),
)
@click.version_option(__version__, prog_name="kg", message="%(prog)s %(version)s")
def cli() -> None:
    """Read news into a graph that knows where each statement stands.

    Who stands with whom, who against whom, and in which sentence it says so.
    """


for room in (cli_build, cli_ask, cli_show):
    for command in room.COMMANDS:
        cli.add_command(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no exception gets out."""
    try:
        code = cli.main(
            args=None if arguments is None else list(arguments), prog_name="kg", standalone_mode=False
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else EXIT_OK
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return EXIT_USAGE
    except click.ClickException as error:
        say(_one_line(f"kg: {error.format_message()}"))
        if isinstance(error, click.UsageError) and error.ctx:
            say(f"Try '{error.ctx.command_path} --help'.")
        return EXIT_USAGE if isinstance(error, click.UsageError) else EXIT_FAILED
    except KgError as error:
        for one in error.errors if isinstance(error, NothingRead) else (error,):
            say(_one_line(f"kg: {one}"))
        return EXIT_FAILED
    except (click.Abort, KeyboardInterrupt):
        say("kg: interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except Exception as error:
        if os.environ.get("KG_DEBUG"):
            raise
        what = f"kg: unexpected {type(error).__name__}: {error}"
        say(_one_line(f"{what}; please report it with what `kg info` prints (KG_DEBUG=1 shows where)"))
        return EXIT_FAILED


def _one_line(message: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in " ".join(message.split()))
    return plain if len(plain) <= 500 else plain[:499] + "…"
