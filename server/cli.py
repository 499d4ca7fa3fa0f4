"""The `hearth` command. What a command needs is imported within it, so that each starts at once."""

import sys
from pathlib import Path
from typing import Any

import click

from server.version import VERSION

_data = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the database, the keyring and the secret key; made if absent. [default: the XDG data folder]",
)


def at_a_terminal() -> bool:
    """Whether somebody can answer a question."""
    return sys.stdin.isatty()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.version_option(VERSION, message="%(version)s")
def main() -> None:
    """Hearth: a live, text-based support-group server."""


@main.command()
@click.option("--host", help="Address to listen on. [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one. [default: 8080]")
@_data
@click.option("--demo", is_flag=True, help="Seed an invented programme to try; loopback only, in a data folder of its own.")
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Certificate chain in PEM, to serve https.")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Private key of --tls-cert, in PEM.")
def serve(**options: Any) -> None:
    """Migrate the database, then serve until told to stop.

    Every other setting comes from the environment or a file; `hearth config` prints them.
    """
    from server.run import serve as run

    run(options)


@main.command()
@_data
def config(data: Path | None) -> None:
    """Print every setting with its value, secrets hidden."""
    from server.config import describe, load
    from server.run import sentences

    with sentences():
        rows = describe(load(data=data))
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        click.echo(f"{name:<{width}}  {value}")


@main.command()
@_data
def doctor(data: Path | None) -> None:
    """Say what would keep a page from reaching somebody tonight: times with nobody on call, people who could not be woken.

    Ends with 0 when all is well, and with 1 otherwise.
    """
    from server.doctor import examine
    from server.run import say
    from web.numbers import doubtful

    wrong: list[str] = []

    async def look(settings: Any) -> list[str]:
        wrong.extend([*await examine(settings), *await doubtful(settings)])
        return wrong or ["Everything that was looked at is well."]

    say(look, data=data)
    raise SystemExit(1 if wrong else 0)


@main.group()
def demo() -> None:
    """The invented programme."""


@demo.command()
@_data
def links(data: Path | None) -> None:
    """Print fresh one-time sign-in links for the demo's staff."""
    from server.demo import links as fresh_links
    from server.run import say

    say(fresh_links, demo=True, data=data)


@main.group()
def admin() -> None:
    """What only someone at the console may do."""


@admin.command()
@click.argument("name")
@_data
def recover(name: str, data: Path | None) -> None:
    """Print a one-time link by which the administrator NAME sets up passphrase and second factor anew."""
    from server.admin import recover as recovery_link
    from server.run import say

    say(lambda settings: recovery_link(settings, name), data=data)


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@_data
def backup(folder: Path | None, data: Path | None) -> None:
    """Write a backup to FOLDER, beside a running server or without one.

    It holds accounts, rooms, series, roles, exclusions, reports and the audit; never words, seats, keys, sessions or links.
    [FOLDER default: HEARTH_BACKUPS_FOLDER]
    """
    from server.backups import backup as take
    from server.run import say

    say(lambda settings: take(settings, folder), data=data)


@main.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask before the keys that are left in the keyring are destroyed.")
@_data
def restore(source: Path, *, yes: bool, data: Path | None) -> None:
    """Restore the newest backup in the folder SOURCE, or the backup SOURCE, into an empty database.

    What was deleted and who was excluded after it was taken is done again, by the ledger beside the keyring. Words never come back.
    """
    from server.backups import bring_back
    from server.run import say

    def agreed(question: str) -> bool:
        return yes or (at_a_terminal() and click.confirm(question))

    say(lambda settings: bring_back(settings, source, agreed), data=data)


@main.command()
@click.option(
    "--prove", is_flag=True, help="Walk databases, keyring, files, backups and Redis. Ends with 1 when anything outlives its time."
)
@click.option("--json", "as_json", is_flag=True, help="The proof as one JSON object.")
@click.option("--backups", type=click.Path(file_okay=False, path_type=Path), help="Folder of backups. [default: HEARTH_BACKUPS_FOLDER]")
@_data
def retention(*, prove: bool, as_json: bool, backups: Path | None, data: Path | None) -> None:
    """Say what is kept, for how long, and what destroys it; or prove that it is so. Reads only, beside a running server or without one."""
    from server.proof import listed, proven, told

    if not prove:
        click.echo("\n".join(listed()))
        return
    from server.config import load
    from server.run import run, sentences

    async def walk() -> None:
        proof = await proven(load(data=data), backups)
        click.echo("\n".join(told(proof, as_json=as_json)))
        if proof.findings:
            raise SystemExit(1)

    with sentences():
        run(walk())


@main.command()
@click.option("--likely", is_flag=True, help="Also say what is only likely a name, which a room asks about and does not hide.")
def screen(likely: bool) -> None:
    """Say what would be noticed and hidden in messages, to measure it: JSON lines in, JSON lines out.

    In: {"id": 1, "text": "I took all the pills"}. Out: id, categories, tier, rules, spans, as docs/SCREEN.md says. Nothing is kept.
    """
    import os
    import sys

    from server.lexicons import load
    from server.screen import stream
    from web import helplines

    listed = helplines.listed(helplines.load())
    bad = 0
    try:
        for number, why in stream(sys.stdin.buffer, sys.stdout.buffer, listed, load(), likely=likely):
            bad = 1
            click.echo(f"hearth: Line {number} was passed over: {why}.", err=True)
    except BrokenPipeError:  # whoever read has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(bad)


@main.group(invoke_without_command=True)
@_data
@click.pass_context
def helplines(context: click.Context, data: Path | None) -> None:
    """List the help lines, and when somebody of the programme last rang or read each."""
    if context.invoked_subcommand is None:
        from server.run import say
        from web.numbers import listed

        say(listed, data=data)


@helplines.command(name="confirm")
@click.argument("lines", nargs=-1, required=True)
@_data
def confirm_helplines(lines: tuple[str, ...], data: Path | None) -> None:
    """Note that somebody rang LINES today, or read their numbers where the lines themselves tell them."""
    from server.run import say
    from web.numbers import confirmed

    say(lambda settings: confirmed(settings, lines), data=data)


@main.group()
def scripts() -> None:
    """The formats of meetings, as files."""


@scripts.command(name="check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_script(file: Path) -> None:
    """Say whether the script in FILE can be used, and if not, where and why."""
    from rooms.formats import ScriptRefused
    from server.scripts import read

    try:
        script = read(file)
    except ScriptRefused as error:
        click.echo(f"hearth: {error}", err=True)
        raise SystemExit(2) from None
    title = " / ".join(script.title.values())
    click.echo(f"{script.name}: {title}. {script.minutes} minutes, {len(script.steps)} step{'s'[: len(script.steps) > 1]}. It can be used.")
    for number, step in enumerate(script.steps, 1):
        if step.paste and not step.reading:
            click.echo(f"  step {number} ({next(iter(step.title.values()))}) waits for a text: {next(iter(step.paste.values()))}")


@scripts.command(name="show")
@click.argument("name")
def show_script(name: str) -> None:
    """Print the script NAME that comes with Hearth, to begin your own from."""
    from server.scripts import packaged

    texts = {file.name.removesuffix(".toml"): file.read_text(encoding="utf-8") for file in packaged()}
    if name not in texts:
        click.echo(f"hearth: There is no script {name!r}. There are {', '.join(texts)}.", err=True)
        raise SystemExit(2)
    click.echo(texts[name], nl=False)
