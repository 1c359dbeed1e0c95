"""What people write in made-up events: one set to train on, another to measure with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The free texts of a made-up post."""

    complaints: tuple[str, ...]
    places: tuple[str, ...]
    notes: tuple[str, ...]
    names: tuple[str, ...]
    destinations: tuple[str, ...]
    receivers: tuple[str, ...]
    reasons: tuple[str, ...]
    languages: tuple[str, ...]
    post: str


TRAINING = Words(
    complaints=(
        "open breuk onderbeen links",
        "snijwond hand, diep",
        "brandwond arm en borst",
        "pijn op de borst, straalt uit naar arm",
        "benauwd na rook",
        "hoofdwond, even buiten bewustzijn",
        "buikpijn na klap van stuur",
        "enkel verzwikt, dik en blauw",
        "granaatscherf bovenbeen",
        "rugpijn na val van trap",
        "onderkoeld, lag in het water",
        "schotwond schouder rechts",
        "paniek, hyperventilatie",
        "schouder uit de kom",
        "vinger afgekneld, bloedt hevig",
        "neusbloeding die niet stopt",
        "flauwgevallen in de rij",
        "gestoken door wesp, opgezwollen lip",
        "hartkloppingen sinds vanochtend",
        "koorts en rillingen",
        "hoofdpijn, licht doet zeer",
        "epileptische aanval gehad, nu suf",
        "scherp voorwerp in oog",
        "inademing van giftige damp",
        "been bekneld onder muur",
        "ribben gekneusd, pijn bij ademen",
        "diarree en overgeven",
        "suikerpatiënt, insuline op",
        "medicijnen kwijt, hoge bloeddruk",
        "verward, weet niet waar hij is",
        "blaren aan beide voeten",
        "tand uit de mond geslagen",
        "schaafwonden knieën en ellebogen",
        "allergische reactie na eten",
        "zwelling van de elleboog",
        "bloed in de urine",
    ),
    places=(
        *("tent 1", "tent 2", "wachtruimte", "gang", "behandelplek 3", "buiten"),
        *("kamer 12", "lokaal 2", "zaal 1", "sportzaal", "kantine", "brancard 4"),
        *("ingang", "voor de deur", "kleedkamer", "in de auto", "kelder"),
    ),
    notes=(
        "Wond gespoeld en verbonden.",
        "Tourniquet aangelegd om 14:05, blijft zitten.",
        "Infuus links, 500 ml ringerlactaat.",
        "Wil naar huis, partner onderweg.",
        "Pijn neemt toe, opnieuw beoordelen.",
        "Spreekt geen Nederlands, dochter vertaalt.",
        "Zuurstof 10 liter via masker.",
        "Arm in mitella, kan vingers bewegen.",
        "Gekoeld met lauw water, twintig minuten.",
        "Heeft gegeten en gedronken, voelt zich beter.",
        "Huisarts gebeld, belt terug voor zes uur.",
        "Gebruikt bloedverdunners; lijst zit in zijn jas.",
        "Allergisch voor penicilline, staat op het bandje.",
        "Pupillen gelijk, reageert op aanspreken.",
        "Vader is bij het kind en blijft hier.",
        "Ibuprofen 400 mg gegeven om tien over drie.",
        "Steriel gaas en drukverband, bloeding gestopt.",
        "Wacht op vervoer naar het ziekenhuis.",
        "Niet alleen laten; angstig en onrustig.",
        "Temperatuur daalt, extra deken gegeven.",
        "Contactpersoon is de buurvrouw, nummer bekend.",
        "Mag niet opstaan tot de arts is geweest.",
        "Hechtpleisters geplaatst, morgen laten controleren.",
        "Bril en gehoorapparaat kwijt.",
        "Na rust geen klachten meer.",
        "Ademt sneller en ziet bleek, arts gewaarschuwd.",
    ),
    names=(
        *("Jansen, Piet", "de Vries, Anna", "Bakker, Mehmet", "Yılmaz, Emre"),
        *("van den Berg, Saskia", "Kowalska, Maria", "el Amrani, Youssef"),
        *("de Jong, Kees", "van Dijk, Sophie", "Meijer, Johan", "Bos, Linda"),
        *("Peters, Hans", "van Leeuwen, Eva", "Dekker, Ruud", "Demir, Fatma"),
        *("Nowak, Tomasz", "Willems, Ria", "van der Meer, Daan", "Singh, Raj"),
        *("Ivanova, Olena", "Haile, Dawit", "Maas, Ingrid", "Kok, Marieke"),
    ),
    destinations=(
        *("ziekenhuis", "huisarts", "opvanglocatie", "eigen woning", "familie"),
        *("spoedeisende hulp", "huisartsenpost", "verpleeghuis", "andere post"),
    ),
    receivers=(
        *("ambulance 12-134", "verpleegkundige SEH", "ambulance 07-102", "partner"),
        *("dienstdoende arts", "dochter", "vrijwilliger opvang", ""),
    ),
    reasons=(
        *("verslechterd", "verbeterd", "herbeoordeling", "verkeerde persoon"),
        *("dubbel", "vergissing", "meer pijn", "stabiel na behandeling"),
    ),
    languages=("Nederlands", "Arabisch", "Pools", "Turks", "Frans", "Duits"),
    post="EHBO-post Markt",
)

MEASURED = Words(
    complaints=(
        "gesloten breuk pols rechts",
        "scheurwond voorhoofd",
        "verbrand gezicht door steekvlam",
        "druk op de borst, zweten",
        "kortademig, piepen",
        "gevallen met fiets, versuft",
        "misselijk en braken",
        "knie gedraaid, kan niet staan",
        "glas in de voet",
        "beknelde vinger",
        "uitgedroogd, duizelig",
        "hondenbeet kuit",
        "zwanger, 32 weken, weeën",
        "suiker te laag",
        "oog: stof en tranen",
    ),
    places=("hal", "klas 4", "gymzaal links", "aula", "parkeerplaats", "bed 7"),
    notes=(
        "Been gespalkt, tenen warm en kleur goed.",
        "Paracetamol gegeven, twee stuks.",
        "Moeder gebeld, komt om half vijf.",
        "Druk verband vernieuwd, bloedt niet meer door.",
        "Slaapt, wekbaar; elk kwartier kijken.",
        "Is allergisch voor pleisters, zegt ze.",
        "Dekens gegeven en thee.",
        "Tas en telefoon liggen bij de balie.",
        "Kan niet slikken; niets te drinken geven.",
    ),
    names=(
        "Smit, Willem",
        "Visser-de Boer, Trijntje",
        "Özdemir, Ayşe",
        "Nguyễn, Minh",
        "Hendriks, Bart",
        "van Dam, Fleur",
        "Petrov, Oleksandr",
        "Mulder, Joke",
        "Tesfay, Senait",
    ),
    destinations=("Isala", "polikliniek", "sporthal De Kei", "bij familie", "politie"),
    receivers=("ambulance 04-117", "arts-assistent", "zus", ""),
    reasons=("zakt weg", "pijn minder", "na behandeling", "dubbel ingevoerd"),
    languages=("Nederlands", "Oekraïens", "Tigrinya", "Engels"),
    post="Noodpost De Brug",
)
