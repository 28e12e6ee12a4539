"""A registered service as a document, for whoever registered it (RFC 7591 section 3.2.1)."""

import json
from datetime import datetime

from ugyfelkapu.broker.domain.profile import is_push_demanded
from ugyfelkapu.broker.domain.registering.registration_grants import response_types_of
from ugyfelkapu.broker.domain.relying_party import Encryption, LogoutTerms, RelyingParty, Wording


def client_document(party: RelyingParty, *, secret: str | None, at: datetime) -> dict[str, object]:
    """All that was registered, with what was chosen for the service where it left a choice."""
    document: dict[str, object] = {
        "client_id": party.client_id,
        "client_id_issued_at": int(at.timestamp()),
        "client_profile": party.profile,
        **_names("client_name", party.name),
        **_names("organisation_name", party.organisation),
        "application_type": party.application_type,
        "redirect_uris": party.redirect_uris,
        "grant_types": party.grants,
        "response_types": response_types_of(party.grants),
        "subject_type": "pairwise",
        "scope": " ".join(party.scopes),
        "token_endpoint_auth_method": party.authentication,
        "id_token_signed_response_alg": party.id_token_algorithm,
    }
    if secret is not None:
        document |= {"client_secret": secret, "client_secret_expires_at": 0}  # 0: does not expire
    optional: dict[str, object] = {
        "post_logout_redirect_uris": party.post_logout_redirect_uris,
        "client_uri": party.client_uri,
        "jwks": json.loads(party.jwks) if party.jwks else None,
        "jwks_uri": party.jwks_uri,
        "token_endpoint_auth_signing_alg": party.assertion_algorithm,
        **({party.certificate.field: party.certificate.value} if party.certificate else {}),
        "dpop_bound_access_tokens": party.tokens.is_dpop_bound or None,
        "tls_client_certificate_bound_access_tokens": party.tokens.is_certificate_bound or None,
        "legal_basis": party.legal_basis,
        "default_max_age": party.default_max_age_seconds,
        "userinfo_signed_response_alg": party.tokens.userinfo_algorithm,
        **_logout(party.logout),
        **_encryption("id_token", party.tokens.id_token_encryption),
        **_encryption("userinfo", party.tokens.userinfo_encryption),
        "introspection_signed_response_alg": party.tokens.introspection_algorithm,
        **_encryption("introspection", party.tokens.introspection_encryption),
    }
    document |= _request_terms(party)
    return document | {name: value for name, value in optional.items() if value is not None}


def _request_terms(party: RelyingParty) -> dict[str, object]:
    """How it asks and is answered; lists only where there are any."""
    terms = party.requests
    lists = {"request_uris": terms.request_uris, "default_acr_values": party.default_acr_values}
    return {
        "require_pushed_authorization_requests": is_push_demanded(party),
        "require_signed_request_object": terms.is_signed,
        "authorization_signed_response_alg": terms.answer_algorithm,
        **({"request_object_signing_alg": terms.algorithm} if terms.algorithm else {}),
        **{name: values for name, values in lists.items() if values},
    }


def _logout(terms: LogoutTerms) -> dict[str, object]:
    return {
        "backchannel_logout_uri": terms.back_channel_uri,
        "backchannel_logout_session_required": terms.is_back_channel_sid_needed if terms.back_channel_uri else None,
        "frontchannel_logout_uri": terms.front_channel_uri,
        "frontchannel_logout_session_required": terms.is_front_channel_sid_needed if terms.front_channel_uri else None,
    }


def _encryption(what: str, encryption: Encryption | None) -> dict[str, object]:
    if encryption is None:
        return {}
    return {
        f"{what}_encrypted_response_alg": encryption.key_management,
        f"{what}_encrypted_response_enc": encryption.content,
    }


def _names(field: str, name: Wording) -> dict[str, str]:
    return {field: name.hu, f"{field}#hu": name.hu, f"{field}#en": name.en, f"{field}#de": name.de}
