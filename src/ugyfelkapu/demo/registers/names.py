"""Common Hungarian names and towns, each public by itself; people are made by combining them at random."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FAMILY_NAMES = _words(
    """
    Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Lakatos Takács Juhász Mészáros Simon
    Oláh Rácz Fekete Szilágyi Török Fehér Balázs Gál Szűcs Kocsis Orsós Pintér Fodor Szalai Sipos Magyar Lukács Gulyás
    Bíró Király László Katona Jakab Bogdán Balog Sándor Boros Fazekas Kelemen Váradi Antal Somogyi Fülöp Orosz
    Vincze Veres Hegedűs Deák Budai Pap Bálint Pál Illés Szőke Bognár Vörös Bodnár Fábián Lengyel Bakos Halász
    Csonka Faragó Jónás Kozma Máté Dudás Hajdú Székely Barta Nemes Major Orbán Soós Gáspár Pásztor Győri Erdős
    Dobos Mohácsi Ódor Ágoston Zentai Őri Tüske Ürmös Csík Gyarmati Szente Rózsa Virág Kőszegi Sörös
    """
)

FEMALE_NAMES = _words(
    """
    Mária Erzsébet Katalin Ilona Éva Anna Zsuzsanna Margit Judit Ágnes Andrea Ildikó Erika Krisztina Irén Eszter
    Magdolna Mónika Edit Gabriella Szilvia Anita Viktória Márta Anikó Tímea Piroska Nikolett Réka Zsófia Hanna Luca
    Zoé Boglárka Csilla Dóra Emőke Fruzsina Gyöngyi Orsolya Petra Rozália Sára Tünde Vivien Zita Kinga Lilla Nóra
    Beáta Ibolya Julianna Kitti Noémi Adél Flóra Enikő Hajnalka Emese Ünige
    """
)

MALE_NAMES = _words(
    """
    László István József János Zoltán Sándor Gábor Ferenc Attila Péter Tamás Zsolt Tibor András Csaba Imre Lajos György
    Balázs Gyula Mihály Károly Róbert Béla Dávid Dániel Ádám Krisztián Miklós Norbert Bence Máté Levente Ákos Árpád
    Bálint Dezső Endre Ernő Géza Győző Hunor Jenő Kálmán Kristóf Márton Ödön Őrs Ottó Pál Rezső Szabolcs Szilárd Vilmos
    Vince Zalán Zsombor Marcell Botond Benedek
    """
)

BIRTH_PLACES = _words(
    """
    Budapest Budapest Budapest Budapest Budapest Debrecen Szeged Miskolc Pécs Győr Nyíregyháza Kecskemét Székesfehérvár
    Szombathely Érd Szolnok Tatabánya Sopron Kaposvár Veszprém Békéscsaba Zalaegerszeg Eger Nagykanizsa Dunaújváros
    Hódmezővásárhely Salgótarján Cegléd Ózd Baja Vác Szekszárd Gödöllő Pápa Gyula Hajdúböszörmény Kiskunfélegyháza
    Ajka Orosháza Esztergom Mosonmagyaróvár Kőszeg Őriszentpéter Tiszaújváros Jászberény Keszthely Mohács Kisvárda
    Marosvásárhely Kolozsvár Szabadka Komárom Ungvár Beregszász Székelyudvarhely
    """
)

LEARNED_TITLE = "Dr."
