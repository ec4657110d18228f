"""Writes docs/commands.md from the help of every command: ``make docs``."""

import click

from kg.cli import cli

HEAD = """# Commands

Written by `make docs` from each command's `--help`; a test fails when the two differ.
"""


def reference() -> str:
    """The page, one section a command."""
    parts = [HEAD, _section("kg", cli)]
    parts += [_section(f"kg {name}", command) for name, command in sorted(cli.commands.items())]
    return "\n".join(parts)


def _section(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path, max_content_width=100, terminal_width=100)
    context.help_option_names = ["-h", "--help"]
    return f"## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"


if __name__ == "__main__":
    click.echo(reference(), nl=False)
