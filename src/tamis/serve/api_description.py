"""What the API takes and answers, as its description (OpenAPI 3.1) says it."""

from typing import Annotated, Any, Final, Literal

from fastapi import File, Form, Query, UploadFile
from pydantic import BaseModel

from tamis.serve.problems import Problem
from tamis.serve.report_forms import FORMS

#: Seconds that an answer is waited for, at most.
LONGEST: Final = 60.0


class JobStatus(BaseModel):
    """A job and how far it is."""

    id: str
    state: Literal["waiting", "working", "done", "failed"]
    rows: int
    status: str
    events: str
    result: str


class NormalizeAnswer(BaseModel):
    """What normalising a file gave; the files are kept for a while at these addresses."""

    valid: bool
    rows: int
    output: str
    journal: str
    report: str


class SchemaLikeness(BaseModel):
    """A published schema that a file looks like, and how sure that is, from 0 to 1."""

    name: str
    version: str
    certainty: float


class DetectAnswer(BaseModel):
    """What a file is."""

    format: str
    header: list[str]
    schemas: list[SchemaLikeness]


class SchemaEntry(BaseModel):
    """A schema of the catalogue."""

    name: str
    title: str
    description: str
    schema_type: str
    versions: list[str]
    latest: str
    homepage: str


PROBLEM: Final = {"application/problem+json": {"schema": Problem.model_json_schema()}}
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"content": PROBLEM, "description": "A file or a schema cannot be had, or be read."},
    403: {"description": "Another site's page asks, and is not named by --allow-origin."},
    404: {"content": PROBLEM, "description": "There is no such thing here."},
    413: {"content": PROBLEM, "description": "What is sent is too large."},
    421: {"description": "The server is not called by that name."},
    422: {"content": PROBLEM, "description": "A parameter is none."},
    503: {"content": PROBLEM, "description": "Too much is at work; see Retry-After."},
}
LATER: Final[dict[int | str, dict[str, Any]]] = {
    202: {"model": JobStatus, "description": "It takes long: ask again at Location."},
    **PROBLEMS,
}
ANY_FORM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The report, in the form that is accepted.",
        "content": {kind: {} for kind in FORMS},
    },
    **LATER,
}
FilePart = Annotated[UploadFile | None, File(description="The file.")]
UrlPart = Annotated[str, Form(description="Its address, where this server may fetch it.")]
SchemaPart = Annotated[
    str,
    Form(
        alias="schema", description="A name of the catalogue, with @version at will, or an address."
    ),
]
WaitQuery = Annotated[
    float, Query(ge=0, le=LONGEST, description="Seconds to wait before it becomes a job.")
]
