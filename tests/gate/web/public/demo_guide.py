"""A guide as a demo gives it, with people whose names try the pages."""

from datetime import date

from ugyfelkapu.gate.domain.identity import DocumentReference, DocumentType, NaturalIdentity, PersonName
from ugyfelkapu.gate.web.public.guide import Guide, GuideCitizen, GuidePerson, GuideService


def _name(family_name: str, given_name: str) -> PersonName:
    return PersonName(family_name=family_name, given_name=given_name)


ESZTER = GuidePerson(
    document=DocumentReference(document_type=DocumentType.ID_CARD, document_number="482913KA"),
    identity=NaturalIdentity(
        current_name=_name("Őryné Fülöp", "Eszter"),
        birth_name=_name("Fülöp", "Eszter"),
        mothers_birth_name=_name("Hódmezővásárhelyi-Szentgyörgyi", "Margit"),
        birth_place="Hódmezővásárhely",
        birth_date=date(1948, 5, 12),
    ),
    username="oryne48",
    email="eszter@posta.example",
)
SEAN = GuidePerson(
    document=DocumentReference(document_type=DocumentType.PASSPORT, document_number="PX7712045"),
    identity=NaturalIdentity(
        current_name=_name("O'Neil <&> Ó Briain", "Seán"),
        birth_name=_name("O'Neil", "Seán"),
        mothers_birth_name=_name("Ní Bhriain", "Gráinne"),
        birth_place="Corcaigh",
        birth_date=date(1990, 11, 3),
    ),
    username="seanoneil",
    email="sean@posta.example",
)
GUIDE = Guide(
    counter_url="http://localhost:8000/counter",
    clerk_username="ablak1",
    clerk_password="harom-kek-hajo-uszik",
    clerk_code_url="http://localhost:8001/code",
    mailbox_url="http://localhost:8001/",
    registers_url="http://localhost:8002/",
    people=(ESZTER, SEAN),
    new_password="negy-szurke-lo-atkel-a-hidon",
    services=(
        GuideService(name="Adószámla", url="http://localhost:8003/"),
        GuideService(name="Önkormányzat", url="http://localhost:8004/"),
    ),
    citizens=(GuideCitizen(username="tothanna", password="zold-ablak-nyari-eso"),),
)
