"""The part of the description that is about eID cards."""

from typing import Any

from ugyfelkapu.demo.registers.cards import (
    CardCodeUse,
    CardHolder,
    CardLookUp,
    CardRegistration,
    CodeLost,
    CodeRefused,
    CodeUsed,
)

CARD_TYPES = (CardRegistration, CardCodeUse, CardLookUp, CardHolder, CodeRefused, CodeUsed, CodeLost)

Json = dict[str, Any]  # a document in JSON, checked by the tests and not by the type checker


def card_paths(register_parameter: Json) -> Json:
    """The addresses that answer about cards; their schemas are those of `CARD_TYPES`."""
    posts = {
        "/v1/{register}/card-registrations": _post(
            (
                "proveCardCode",
                "Whose eID card it is, by its number and the code handed over with it, which is held",
            ),
            "CardRegistration",
            {"200": _json("The holder", "CardHolder"), "403": _json("The code is wrong, used up or locked", "CodeRefused")},
        ),
        "/v1/{register}/card-registrations/used": _post(
            ("useCardCode", "Use a code up for the reference that holds it; the same answer as often as it is asked"),
            "CardCodeUse",
            {"200": _json("Used up by this reference", "CodeUsed"), "409": _json("Another reference has it", "CodeLost")},
        ),
        "/v1/{register}/card-look-ups": _post(
            ("lookUpCard", "Whose eID card it is, for a system that has found the card's certificate to hold"),
            "CardLookUp",
            {"200": _json("The holder", "CardHolder")},
        ),
    }
    return {path: {"parameters": [register_parameter], "post": post} for path, post in posts.items()}


def _post(named: tuple[str, str], question: str, answers: Json) -> Json:
    operation, summary = named
    return {
        "operationId": operation,
        "summary": summary,
        "security": [{"registeredSystem": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(question)}}},
        "responses": {
            **answers,
            "400": _problem("The question is not as described"),
            "401": _problem("The key is missing or wrong"),
            "404": _not_found(),
            "413": _problem("The body is too long"),
            "415": _problem("The body is not application/json"),
        },
    }


def _not_found() -> Json:
    content = {"application/json": {"schema": _ref("NotFound")}, "application/problem+json": {"schema": _ref("Problem")}}
    return {"description": "This register knows no such card, or there is no such register", "content": content}


def _json(description: str, schema: str) -> Json:
    return {"description": description, "content": {"application/json": {"schema": _ref(schema)}}}


def _problem(description: str) -> Json:
    return {"description": description, "content": {"application/problem+json": {"schema": _ref("Problem")}}}


def _ref(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}
