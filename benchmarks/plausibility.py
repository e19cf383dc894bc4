"""What the rules about what is likely see of mistakes that are planted, and what they invent.

``python -m benchmarks.plausibility [ROWS]`` writes a plausible file of charging points, plants
one mistake of each kind in one row of a hundred (one hundredth of the rows share the kinds),
validates it, and prints recall and precision by rule. Deterministic: no clock, no chance.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import polars as pl

import tamis
from tamis import app, reference

#: What the rows must be: little is asked, so that all else is left to what is likely.
SCHEMA: Final[Mapping[str, Any]] = {
    "fields": [
        {"name": "id", "example": "FRXYZP000000001", "constraints": {"required": True}},
        {"name": "nom", "example": "Station de la gare"},
        {"name": "adresse", "example": "12 rue de la Gare"},
        {"name": "code_insee"},
        {"name": "commune"},
        {"name": "code_postal"},
        {"name": "coordonnees", "type": "geopoint"},
        {"name": "siret"},
        {"name": "puissance", "type": "number"},
        {"name": "places", "type": "integer"},
        {"name": "date_debut", "type": "date"},
        {"name": "date_fin", "type": "date"},
        {"name": "horaires"},
        {"name": "date_maj", "type": "date"},
    ],
    "primaryKey": "id",
}
POWERS: Final = ["3.7", "7.4", "11", "22", "50", "150"]
EVERY: Final = 100
#: The day on which the file was last changed.
AS_OF: Final = "2026-01-15"
#: How many SIRET there are.
POOL: Final = 3_000


def places() -> pl.DataFrame:
    """Return communes with one postal code and a centre: code, nom, postal, lon, lat."""
    postal = reference.table("codes_postaux").rename({"code_commune": "code"})
    alone = postal.unique("code", keep="none")
    named = reference.communes().select("code", "nom")
    joined = reference.centres().join(named, on="code").join(alone, on="code").sort("code")
    # Mainland alone: nobody swaps a position there into another territory.
    return joined.filter(
        ~pl.col("code").str.starts_with("9") | pl.col("code").str.contains("^9[0-5]")
    )


def sirets() -> pl.Series:
    """Return some SIRET with right check digits."""

    def completed(start: str) -> str:
        digits = [int(digit) for digit in reversed(start)]
        total = sum(sum(divmod(2 * digit, 10)) for digit in digits[::2]) + sum(digits[1::2])
        return f"{start}{-total % 10}"

    sirens = (completed(f"{30_000_000 + at * 7919}") for at in range(POOL))
    return pl.Series([completed(f"{siren}{at % 9:04}") for at, siren in enumerate(sirens)])


def plausible(rows: int) -> pl.DataFrame:
    """Return rows in which nothing is wrong."""
    known = places()
    n = pl.col("n")
    base = pl.select(n=pl.int_range(rows)).with_columns(at=n * 37 % known.height)
    joined = base.join(
        known.with_row_index("at").cast({"at": pl.Int64}),
        on="at",
        how="left",
        maintain_order="left",
    )
    step = (n * 7919 % 9973 + 1).cast(pl.Float64) / 9974 / 50
    lon, lat = pl.col("lon") + step - 0.01, pl.col("lat") + step - 0.01
    start = pl.lit("2015-01-01").str.to_date() + pl.duration(days=n * 11 % 3000)
    return joined.select(
        id=pl.format("FRABCE{}", n.cast(pl.String).str.zfill(9)),
        nom=pl.format("Parking {}", n),
        adresse=pl.format("{} rue du {} Mai", n % 97 + 1, n % 30 + 1),
        code_insee="code",
        commune="nom",
        code_postal="code_postal",
        coordonnees=pl.format("{},{}", lon.round(6).cast(pl.String), lat.round(6).cast(pl.String)),
        siret=pl.lit(sirets()).gather(n % POOL),
        puissance=pl.lit(pl.Series(POWERS)).gather(n // 11 % len(POWERS)),
        places=(n % 24 + 1).cast(pl.String),
        date_debut=start.cast(pl.String),
        date_fin=(start + pl.duration(days=n % 900 + 1)).cast(pl.String),
        horaires=pl.when(n % 3 == 0).then(pl.lit("24/7")).otherwise(pl.lit("Mo-Fr 08:00-19:00")),
        date_maj=(start + pl.duration(days=900)).cast(pl.String),
    )


def _swapped() -> pl.Expr:
    parts = pl.col("coordonnees").str.split(",").list
    return pl.format("{},{}", parts.get(1), parts.get(0))


def planted() -> Mapping[str, Mapping[str, pl.Expr]]:
    """Return the mistakes, by the rule that should see them: what becomes of each cell."""
    some, null = pl.col, pl.lit(None, dtype=pl.String)
    coarse = some("coordonnees").str.replace_all(r"(\.\d{2})\d+", "$1")
    last = 9 - some("siret").str.tail(1).cast(pl.Int64)
    watts = (some("puissance").cast(pl.Float64) * 1000).cast(pl.String)
    examples = {f["name"]: pl.lit(f["example"]) for f in SCHEMA["fields"] if "example" in f}
    others = [f["name"] for f in SCHEMA["fields"] if f["name"] not in {"id", "puissance"}]
    return {
        "likely.swapped-position": {"coordonnees": _swapped()},
        "likely.position-zero": {"coordonnees": pl.lit("0,0")},
        "likely.position-abroad": {"coordonnees": pl.lit("13.40512,52.52011")},
        "likely.coarse-position": {"coordonnees": coarse},
        "likely.far-from-commune": {"coordonnees": some("coordonnees").shift(1)},
        "likely.other-commune-name": {"commune": some("commune").shift(1)},
        "likely.other-postal-code": {"code_postal": some("code_postal").shift(1)},
        "likely.bad-identifier": {"siret": some("siret").str.head(13) + last.cast(pl.String)},
        "likely.rounded-code": {"siret": pl.lit("7,32829E+13")},
        "likely.not-a-row": {"id": pl.lit("Total"), **dict.fromkeys(others, null)},
        "likely.placeholder": {"nom": pl.lit("à compléter")},
        "likely.pasted-example": examples,
        "likely.date-of-sheet": {"horaires": pl.lit("2026-07-24")},
        "likely.outlier": {"puissance": watts},
        "likely.distant-date": {"date_fin": pl.lit("2924-01-01").str.replace("29", "21")},
        "likely.odd-year": {"date_debut": "0" + some("date_debut").str.slice(1)},
        "likely.twin-row": {name: some(name).shift(1) for name in (*others, "puissance")},
        "likely.alike-identifier": {"id": " " + some("id").shift(1).str.to_lowercase()},
        "likely.near-twin": {
            "nom": some("nom").shift(1).str.to_uppercase(),
            "coordonnees": some("coordonnees").shift(1) + "1",
        },
        "likely.future-date": {"date_maj": pl.lit("2062-03-14")},
        "likely.reversed-period": {"date_debut": some("date_fin"), "date_fin": some("date_debut")},
    }  # fmt: skip


def with_mistakes(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, set[int]]]:
    """Return the rows with mistakes, and the record numbers that have each."""
    mistakes = planted()
    n = pl.int_range(pl.len())
    truth: dict[str, set[int]] = {}
    numbers = frame.select(n=n)["n"]
    for at, (code, cells) in enumerate(mistakes.items()):
        hit = (n % EVERY == EVERY // 2) & (n // EVERY % len(mistakes) == at)
        frame = frame.with_columns(
            pl.when(hit).then(text).otherwise(pl.col(name)).alias(name)
            for name, text in cells.items()
        )
        truth[code] = set((numbers.filter(frame.select(hit).to_series()) + 1).to_list())
    return frame, truth


def measured(rows: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield each rule, how many mistakes it should see, how many it saw, how many it invented."""
    frame, truth = with_mistakes(plausible(rows))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "planted.csv"
        frame.write_csv(path)
        dated = replace(app.load_profile("publish"), as_of=AS_OF)
        report = tamis.validate(path, SCHEMA, profile=dated)
    wrong = set().union(*truth.values())
    seen: dict[str, set[int]] = {}
    for finding in report.findings:
        if finding.code.startswith("likely."):
            seen.setdefault(finding.code, set()).add(finding.row or 0)
    for code in sorted(truth.keys() | seen.keys()):
        meant = truth.get(code, set())
        found = seen.get(code, set())
        yield code, len(meant), len(found & meant), len(found - wrong)


_HEAD: Final = ("rule", "planted", "seen", "recall", "false alarms", "precision")


def main(rows: int) -> None:
    """Print the table."""
    sys.stdout.write(f"| {' | '.join(_HEAD)} |\n|{'---|' * len(_HEAD)}\n")
    for code, meant, hits, false in measured(rows):
        recall = f"{hits / meant:.3f}" if meant else "-"
        precision = f"{hits / (hits + false):.3f}" if hits + false else "-"
        sys.stdout.write(f"| `{code}` | {meant} | {hits} | {recall} | {false} | {precision} |\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
