"""The page shell both wings stand on: languages, forms, cookies, headers, templates, errors."""

from ugyfelkapu.foundation.page.catalogue import Language
from ugyfelkapu.foundation.page.form import Form, read_query
from ugyfelkapu.foundation.page.pages import Pages
from ugyfelkapu.foundation.page.visit import Visit

__all__ = ["Form", "Language", "Pages", "Visit", "read_query"]
