"""What every organisation begins with, and may add later. They are rows: it may change and close them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    fi: str
    sv: str
    en: str


@dataclass(frozen=True)
class ReadyReason:
    """``answer``: ``declined`` or ``not_offered``."""

    key: str
    answer: str
    words: Words


REASONS = (
    ReadyReason(
        "in_person",
        "declined",
        Words("Haluaa tavata paikan päällä", "Vill träffas på plats", "Wants to meet in person"),
    ),
    ReadyReason(
        "phone",
        "declined",
        Words("Puhelin sopii paremmin", "Telefon passar bättre", "The phone suits better"),
    ),
    ReadyReason(
        "no_device",
        "declined",
        Words("Ei sopivaa laitetta", "Ingen lämplig enhet", "No suitable device"),
    ),
    ReadyReason(
        "no_network",
        "declined",
        Words(
            "Ei nettiyhteyttä, tai netti ei riitä",
            "Ingen uppkoppling, eller uppkopplingen räcker inte",
            "No connection, or not enough of it",
        ),
    ),
    ReadyReason(
        "no_quiet_place",
        "declined",
        Words("Ei rauhallista paikkaa", "Ingen lugn plats", "No quiet place"),
    ),
    ReadyReason(
        "not_seen",
        "declined",
        Words("Ei halua näkyä kuvassa", "Vill inte synas i bild", "Does not want to be seen"),
    ),
    ReadyReason(
        "practise_first",
        "declined",
        Words("Haluaa ensin kokeilla rauhassa", "Vill pröva i lugn och ro först", "Wants to try it first"),
    ),
    ReadyReason(
        "law",
        "not_offered",
        Words("Laki: ensin paikan päällä", "Lagen: först på plats", "The law: in person first"),
    ),
    ReadyReason(
        "matter",
        "not_offered",
        Words(
            "Asia vaatii tapaamisen paikan päällä",
            "Ärendet kräver ett möte på plats",
            "The matter needs a meeting in person",
        ),
    ),
    ReadyReason(
        "already_said",
        "not_offered",
        Words(
            "Asiakas on jo kertonut, miten haluaa tavata",
            "Klienten har redan sagt hur hen vill träffas",
            "The client has already said how they wish to meet",
        ),
    ),
    ReadyReason(
        "no_means",
        "not_offered",
        Words(
            "Asiakkaan laite tai yhteys ei riitä",
            "Klientens enhet eller uppkoppling räcker inte",
            "The client's device or connection is not enough",
        ),
    ),
    ReadyReason(
        "not_asked",
        "not_offered",
        Words("Emme ehtineet puhua siitä", "Vi hann inte tala om det", "There was no time to talk about it"),
    ),
)
