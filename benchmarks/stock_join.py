"""Time and memory of `enrich --with siret --from`: a generated stock, a generated table.

Usage: python benchmarks/stock_join.py FOLDER [MILLIONS] [SIRETS]
"""

import resource
import sys
import time
from pathlib import Path

import polars as pl


def stock(path: Path, rows: int) -> None:
    """Write a stock of establishments: the columns that INSEE publishes, in several row groups."""
    path.unlink(missing_ok=True)
    parts = []
    size = 1_000_000
    for begin in range(0, rows, size):
        number = pl.int_range(begin, min(begin + size, rows), eager=True).alias("n")
        text = number.cast(pl.String)
        # SIRET are spread over the file as in the real one: sorted by SIREN
        frame = pl.DataFrame({
            "siren": (100_000_000 + number * 20).cast(pl.String),
            "nic": pl.repeat("00017", number.len(), eager=True),
            "siret": (100_000_000 + number * 20).cast(pl.String) + "00017",
            "statutDiffusionEtablissement": pl.repeat("O", number.len(), eager=True),
            "dateCreationEtablissement": pl.repeat("2001-02-03", number.len(), eager=True),
            "etablissementSiege": number % 2 == 0,
            "etatAdministratifEtablissement": pl.Series(["F", "A", "A"]).gather(number % 3),
            "dateDebut": pl.repeat("2020-01-01", number.len(), eager=True),
            "numeroVoieEtablissement": (number % 200).cast(pl.String),
            "typeVoieEtablissement": pl.repeat("RUE", number.len(), eager=True),
            "libelleVoieEtablissement": "DE LA " + text,
            "codePostalEtablissement": pl.repeat("35000", number.len(), eager=True),
            "libelleCommuneEtablissement": pl.repeat("RENNES", number.len(), eager=True),
            "codeCommuneEtablissement": pl.repeat("35238", number.len(), eager=True),
            "enseigne1Etablissement": "ENSEIGNE " + text,
            "denominationUsuelleEtablissement": "MAISON " + text,
            "activitePrincipaleEtablissement": pl.repeat("84.11Z", number.len(), eager=True),
        })  # fmt: skip
        part = path.with_name(f"{path.stem}-{begin}.parquet")
        frame.write_parquet(part)
        parts.append(part)
    pl.scan_parquet(parts).sink_parquet(path)
    for part in parts:
        part.unlink()


def table(path: Path, rows: int, stock_rows: int) -> None:
    """Write a table of SIRET spread over the stock, with the name and the commune of each."""
    number = pl.int_range(0, rows, eager=True) * max(1, stock_rows // rows)
    pl.DataFrame({
        "siret": (100_000_000 + number * 20).cast(pl.String) + "00017",
        "denomination": "Maison " + number.cast(pl.String),
        "code_commune": pl.repeat("35238", rows, eager=True),
    }).write_csv(path)  # fmt: skip


def main() -> None:
    """Generate what lacks, then join; print seconds and peak memory."""
    folder = Path(sys.argv[1])
    millions = float(sys.argv[2]) if len(sys.argv) > 2 else 2
    sirets = int(sys.argv[3]) if len(sys.argv) > 3 else 100_000
    rows = int(millions * 1_000_000)
    path, source = folder / f"stock-{rows}.parquet", folder / f"table-{rows}-{sirets}.csv"
    if not path.exists() or not source.exists():
        stock(path, rows)
        table(source, sirets, rows)
        print("generated: run again to measure")
        return
    from tamis.enrich import LookupOptions
    from tamis.enrich.run import EnrichOptions, enrich

    started = time.perf_counter()
    options = EnrichOptions(source=str(source), name="siret", output=folder / "out.csv", columns={})
    done = enrich(options, LookupOptions(stock=(path,)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} rows, {sirets} SIRET: {time.perf_counter() - started:.0f} s, {peak:.0f} MB")
    print(dict(done.counts))


if __name__ == "__main__":
    main()
