"""The service described for whoever connects to it (OpenAPI 3.1); schemas come from the types in `wire`."""

from typing import Any

import msgspec

from ugyfelkapu.demo.registers.openapi_cards import CARD_TYPES, card_paths
from ugyfelkapu.demo.registers.wire import (
    MOST_EVENTS,
    QUESTION_LIMIT_BYTES,
    Differs,
    Entry,
    Event,
    EventPage,
    Found,
    Happening,
    Known,
    NotFound,
    Problem,
    Question,
    RecordQuestion,
)
from ugyfelkapu.gate.domain.identity import Register

VERSION = "1.2.0"
EXAMPLE = {
    "document_type": "id_card",
    "document_number": "123456AB",
    "natural_identity": {
        "current_name": {"family_name": "Kovácsné Szabó", "given_name": "Anna Mária"},
        "birth_name": {"family_name": "Szabó", "given_name": "Anna Mária"},
        "mothers_birth_name": {"family_name": "Tóth", "given_name": "Ilona"},
        "birth_place": "Győr",
        "birth_date": "1984-05-17",
    },
    "case_reference": "case-2026-000123",
}
HAPPENING_EXAMPLE = {
    "kind": "name_changed",
    "document_type": "id_card",
    "document_number": "123456AB",
    "family_name": "Nagyné Szabó",
}

Json = dict[str, Any]  # a document in JSON, checked by the tests and not by the type checker


def description() -> bytes:
    """The OpenAPI document as JSON."""
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "Synthetic state registers",
            "version": VERSION,
            "description": (
                "SZL (personal data and addresses), ISZL (aliens) and 3NYT (foreign e-clients) with made-up people. "
                "Letter case, spaces, hyphens, apostrophes, dots and the accents of Latin letters do not count in "
                "a comparison; the answer always has the register's own spelling."
            ),
        },
        "paths": _paths(),
        "components": _components(),
    }
    return msgspec.json.encode(document)


def _paths() -> Json:
    return {
        "/v1/{register}/look-ups": {"parameters": [_register_parameter()], "post": _look_up()},
        "/v1/{register}/entries": {"parameters": [_register_parameter()], "post": _enter()},
        "/v1/{register}/record-look-ups": {"parameters": [_register_parameter()], "post": _record_look_up()},
        "/v1/{register}/events": {"parameters": [_register_parameter()], "get": _events(), "post": _happen()},
        **card_paths(_register_parameter()),
        "/health/live": {"get": _plain_get("health", "Whether the service runs", "application/json")},
        "/openapi.json": {"get": _plain_get("description", "This document", "application/json")},
        "/": {"get": _plain_get("guide", "A page with some people to try", "text/html")},
    }


def _register_parameter() -> Json:
    values = [register.value for register in Register]
    return {"name": "register", "in": "path", "required": True, "schema": {"type": "string", "enum": values}}


def _look_up() -> Json:
    return {
        "operationId": "lookUp",
        "summary": "Ask one register for a person by document and natural identity data",
        "security": [{"registeredSystem": []}],
        "requestBody": {
            "required": True,
            "description": f"At most {QUESTION_LIMIT_BYTES} bytes.",
            "content": {"application/json": {"schema": _ref("Question"), "example": EXAMPLE}},
        },
        "responses": {
            "200": _answer("The document is known: the person, or the fields that disagree", "Found", "Differs"),
            "404": _not_found(),
            "400": _refusal("The body is not a look-up"),
            "401": _refusal("The key is missing or wrong"),
            "405": _refusal("Another method than POST"),
            "413": _refusal("The body is too long"),
            "415": _refusal("The body is not application/json"),
        },
    }


def _record_look_up() -> Json:
    return {
        "operationId": "lookUpRecord",
        "summary": "Ask one register for the person of a record, by the reference a look-up or an event gave",
        "security": [{"registeredSystem": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref("RecordQuestion")}}},
        "responses": {"200": _json("The person as held now", "Known"), "404": _not_found(), **_refusals()},
    }


def _events() -> Json:
    numbers = {
        "after": {"type": "integer", "minimum": 0, "default": 0},
        "limit": {"type": "integer", "minimum": 1, "maximum": MOST_EVENTS, "default": 100},
    }
    return {
        "operationId": "events",
        "summary": "What happened in one register after a numbered event, oldest first",
        "security": [{"registeredSystem": []}],
        "parameters": [{"name": name, "in": "query", "schema": schema} for name, schema in numbers.items()],
        "responses": {"200": _json("A page of the feed", "EventPage"), "404": _not_found(), **_refusals()},
    }


def _happen() -> Json:
    return {
        "operationId": "happen",
        "summary": "Make something happen to the holder of a document: only in this town, to try what follows from it",
        "security": [{"registeredSystem": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref("Happening"), "example": HAPPENING_EXAMPLE}},
        },
        "responses": {"201": _json("It happened, and stands in the feed", "Event"), "404": _not_found(), **_refusals()},
    }


def _enter() -> Json:
    return {
        "operationId": "enter",
        "summary": "Enter a foreigner who is in none of the registers in 3NYT",
        "security": [{"registeredSystem": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref("Entry")}}},
        "responses": {
            "201": _json("The record, as a look-up finds it", "Found"),
            "404": _not_found(),
            "409": _refusal("A register knows the document"),
            **_refusals(),
        },
    }


def _json(description: str, schema: str) -> Json:
    return {"description": description, "content": {"application/json": {"schema": _ref(schema)}}}


def _refusals() -> Json:
    return {
        "400": _refusal("The question is not as described"),
        "401": _refusal("The key is missing or wrong"),
        "413": _refusal("The body is too long"),
        "415": _refusal("The body is not application/json"),
    }


def _answer(description: str, *schemas: str) -> Json:
    union = {
        "oneOf": [_ref(schema) for schema in schemas],
        "discriminator": {
            "propertyName": "outcome",
            "mapping": {schema.lower(): _ref(schema)["$ref"] for schema in schemas},
        },
    }
    return {"description": description, "content": {"application/json": {"schema": union}}}


def _not_found() -> Json:
    content = {
        "application/json": {"schema": _ref("NotFound")},
        "application/problem+json": {"schema": _ref("Problem")},
    }
    return {"description": "The register does not know the document, or there is no such register", "content": content}


def _refusal(description: str) -> Json:
    return {"description": description, "content": {"application/problem+json": {"schema": _ref("Problem")}}}


def _plain_get(operation: str, summary: str, media_type: str) -> Json:
    return {
        "operationId": operation,
        "summary": summary,
        "responses": {"200": {"description": summary, "content": {media_type: {}}}},
    }


def _components() -> Json:
    types = (
        Question,
        Found,
        Differs,
        NotFound,
        Problem,
        RecordQuestion,
        Known,
        Event,
        EventPage,
        Happening,
        Entry,
        *CARD_TYPES,
    )
    _, schemas = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return {
        "schemas": schemas,
        "securitySchemes": {"registeredSystem": {"type": "http", "scheme": "bearer"}},
    }


def _ref(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}
