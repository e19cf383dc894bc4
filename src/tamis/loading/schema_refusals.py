"""What is told of a schema that is not of the kind that is asked for."""

from __future__ import annotations

from tamis.loading import catalogue
from tamis.model.contract import Contract
from tamis.model.errors import SchemaError, UsageError
from tamis.model.other_schema import OtherSchema
from tamis.model.package import Package
from tamis.model.schema import Schema
from tamis.model.text import Text


def not_a_package(loaded: Schema | Contract | OtherSchema) -> UsageError:
    """Return the refusal of what is asked for as a package, and is none."""
    name = loaded.name or loaded.path
    return UsageError(
        Text(fr=f"« {name} » n'est pas un Data Package.", en=f"“{name}” is not a Data Package.")
    )


def not_tabular(loaded: Package | Contract | OtherSchema) -> SchemaError:
    """Return the refusal of what is asked for as the schema of one table, and is none."""
    name = loaded.name or loaded.path
    if isinstance(loaded, Package):
        named = ", ".join(
            f"{name}#{resource.name}" for resource in loaded.resources if resource.schema
        )
        return SchemaError(
            Text(
                fr=f"« {name} » est un paquet de plusieurs tables.",
                en=f"“{name}” is a package of several tables.",
            ),
            Text(fr=f"Nommez-en une : {named}.", en=f"Name one of them: {named}."),
        )
    if isinstance(loaded, OtherSchema):
        return _only_told(loaded, name)
    return SchemaError(
        Text(
            fr=f"« {name} » est un JSON Schema : il décrit des documents, non des tables.",
            en=f"“{name}” is a JSON Schema: it describes documents, not tables.",
        )
    )


def _only_told(loaded: OtherSchema, name: str) -> SchemaError:
    tool = loaded.tool or loaded.homepage
    shipped = catalogue.standing_for(name)
    if shipped:
        return SchemaError(
            Text(
                fr=f"Le catalogue n'a de « {name} » que la description ; tamis en a le schéma, "
                f"sous le nom {shipped}.",
                en=f"The catalogue only has the description of “{name}”; tamis has its schema, "
                f"called {shipped}.",
            ),
            Text(fr=f"Écrivez : -s {shipped}.", en=f"Write: -s {shipped}."),
        )
    return SchemaError(
        Text(
            fr=f"« {name} » n'existe sous aucune forme qu'un logiciel sache appliquer : "
            "le catalogue n'en a que la description.",
            en=f"“{name}” exists in no form that software can apply: "
            "the catalogue only has its description.",
        ),
        Text(fr=f"Voyez {tool}", en=f"See {tool}") if tool else None,
    )
