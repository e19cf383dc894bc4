"""The options that say who does the work: this machine, or a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tamis.cli.parameters import combined, option
from tamis.model.text import Text

if TYPE_CHECKING:
    from tamis.engine.spark import Cluster


_CLUSTER = (
    option(
        "--engine",
        type=click.Choice(("local", "spark")),
        default="local",
        show_default=True,
        text=Text(fr="Qui fait le travail.", en="Where the work is done."),
    ),
    option(
        "--master",
        metavar="ADRESSE",
        default="",
        text=Text(
            fr="Maître Spark (spark://hôte:port) ; sinon les cœurs de cette machine.",
            en="Spark master (spark://host:port); this machine's cores by default.",
        ),
    ),
    option(
        "--staging",
        type=click.Path(path_type=Path, file_okay=False, exists=True, writable=True),
        metavar="DOSSIER",
        text=Text(
            fr="Dossier commun à toutes les machines, pour les fichiers de passage de Spark.",
            en="Folder shared by all machines, for Spark's intermediate files.",
        ),
    ),
)


def _spark(values: dict[str, Any]) -> Cluster | None:
    """Take the cluster out of the options; None where this machine does the work."""
    engine, master, staging = values.pop("engine"), values.pop("master"), values.pop("staging")
    if engine == "local":
        if master or staging:
            raise click.UsageError(
                str(
                    Text(
                        fr="--master et --staging vont avec --engine spark.",
                        en="--master and --staging go with --engine spark.",
                    )
                )
            )
        return None
    from tamis.engine.spark import Cluster

    return Cluster(master=master, staging=staging)


#: Add the options that say who does the work; the command gets them as `spark`, or None.
cluster = combined(_CLUSTER, "spark", _spark)
