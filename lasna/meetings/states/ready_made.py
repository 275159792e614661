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


@dataclass(frozen=True)
class ReadyType:
    """``channel``: the usual way. ``agenda`` and ``prompts``: a line each. ``law_first``: a way, or empty."""

    key: str
    name: Words
    minutes: int
    channel: str
    agenda: Words
    prompts: Words
    law_first: str = ""
    law: Words = Words("", "", "")
    law_source: Words = Words("", "", "")
    """The statute. A section only where it is certain; the day is written by whoever looks it up."""

    @property
    def texts(self) -> dict[str, str]:
        """By column."""
        texts = {"name": self.name, "agenda": self.agenda, "prompts": self.prompts}
        texts |= {"law": self.law, "law_source": self.law_source}
        return {
            f"{column}_{code}": getattr(words, code)
            for column, words in texts.items()
            for code in ("fi", "sv", "en")
        }


def _lines(*lines: str) -> str:
    return "\n".join(lines)


TYPES = (
    ReadyType(
        "initial_interview",
        Words("Alkuhaastattelu", "Inledande intervju", "Initial interview"),
        60,
        "in_person",
        agenda=Words(
            _lines("Tilanteesi nyt", "Mitä haet ja mitä tarvitset", "Suunnitelma ja seuraava tapaaminen"),
            _lines("Din situation nu", "Vad du söker och behöver", "Planen och nästa möte"),
            _lines("How things are now", "What you look for and need", "The plan and the next meeting"),
        ),
        prompts=Words(
            _lines(
                "Kysy, miten asiakas haluaa tavata jatkossa",
                "Kokeilkaa videota asiakkaan puhelimella",
            ),
            _lines("Fråga hur klienten vill träffas framöver", "Pröva video på klientens telefon"),
            _lines("Ask how the client wants to meet from now on", "Try video on the client's phone"),
        ),
        law_first="in_person",
        law=Words(
            "Työvoimapalveluissa alkuhaastattelu pidetään ensisijaisesti kasvokkain.",
            "Inom arbetskraftsservicen hålls den inledande intervjun i första hand på plats.",
            "In employment services the initial interview is held in person first.",
        ),
        law_source=Words(
            "Laki työvoimapalveluiden järjestämisestä (380/2023)",
            "Lag om ordnande av arbetskraftsservice (380/2023)",
            "Act on the Organisation of Employment Services (380/2023, in Finnish and Swedish)",
        ),
    ),
    ReadyType(
        "supplementary",
        Words("Täydentävä työnhakukeskustelu", "Kompletterande samtal", "Supplementary conversation"),
        45,
        "video",
        agenda=Words(
            _lines("Mitä on tapahtunut viime tapaamisen jälkeen", "Työnhaku nyt", "Mitä sovimme seuraavaksi"),
            _lines("Vad som har hänt sedan sist", "Jobbsökningen nu", "Vad vi kommer överens om"),
            _lines("What has happened since last time", "Your job search now", "What we agree on next"),
        ),
        prompts=Words(
            _lines("Voiko asiakas puhua nyt rauhassa?", "Käykää sovitut asiat läpi"),
            _lines("Kan klienten tala ostört nu?", "Gå igenom det ni har kommit överens om"),
            _lines("Can the client talk in peace now?", "Go through what was agreed on"),
        ),
    ),
    ReadyType(
        "plan_review",
        Words("Suunnitelman tarkistus", "Översyn av planen", "Plan review"),
        45,
        "video",
        agenda=Words(
            _lines("Suunnitelma kohta kohdalta", "Mikä muuttuu", "Mitä sovimme seuraavaksi"),
            _lines("Planen punkt för punkt", "Vad som ändras", "Vad vi kommer överens om"),
            _lines("The plan, point by point", "What changes", "What we agree on next"),
        ),
        prompts=Words(
            _lines("Ota suunnitelma esille ennen tapaamista", "Kirjatkaa muutokset yhdessä"),
            _lines("Ta fram planen före mötet", "Skriv in ändringarna tillsammans"),
            _lines("Have the plan at hand", "Write the changes together"),
        ),
    ),
    ReadyType(
        "career_psychology",
        Words("Uraohjaus psykologin kanssa", "Karriärvägledning med psykolog", "Career psychology"),
        60,
        "video",
        agenda=Words(
            _lines("Mikä sinua kiinnostaa", "Mitä osaat ja mitä jaksat", "Vaihtoehdot ja seuraava askel"),
            _lines("Vad som intresserar dig", "Vad du kan och orkar", "Alternativen och nästa steg"),
            _lines("What interests you", "What you can do and manage", "The choices and the next step"),
        ),
        prompts=Words(
            _lines("Varmista rauhallinen paikka", "Sovi, miten testit tehdään"),
            _lines("Försäkra dig om en lugn plats", "Kom överens om hur testen görs"),
            _lines("Make sure of a quiet place", "Agree how tests are done"),
        ),
    ),
    ReadyType(
        "network",
        Words("Verkostotapaaminen", "Nätverksmöte", "Network meeting"),
        60,
        "video",
        agenda=Words(
            _lines("Ketkä ovat mukana ja miksi", "Mitä kukin tekee", "Kuka vastaa mistäkin"),
            _lines("Vilka är med och varför", "Vad var och en gör", "Vem ansvarar för vad"),
            _lines("Who is here and why", "What each of us does", "Who answers for what"),
        ),
        prompts=Words(
            _lines("Asiakkaan lupa jokaisesta mukaan kutsutusta", "Asiakas puhuu ensin"),
            _lines("Klientens samtycke till var och en som bjuds in", "Klienten talar först"),
            _lines("The client's word on everybody who is asked in", "The client speaks first"),
        ),
    ),
    ReadyType(
        "coaching",
        Words("Valmennus", "Coachning", "Coaching"),
        30,
        "video",
        agenda=Words(
            _lines("Miten viikko meni", "Tämän kerran aihe", "Mitä teet ennen seuraavaa kertaa"),
            _lines("Hur veckan gick", "Dagens ämne", "Vad du gör till nästa gång"),
            _lines("How the week went", "Today's topic", "What you do before next time"),
        ),
        prompts=Words(
            _lines("Yksi tavoite kerrallaan", "Sovi seuraava aika heti"),
            _lines("Ett mål i taget", "Boka nästa tid genast"),
            _lines("One goal at a time", "Agree on the next time at once"),
        ),
    ),
    ReadyType(
        "group",
        Words("Ryhmätapaaminen", "Gruppmöte", "Group meeting"),
        90,
        "in_person",
        agenda=Words(
            _lines("Tutustuminen ja yhteiset säännöt", "Päivän aihe", "Miten jatkamme"),
            _lines("Vi lär känna varandra, gemensamma regler", "Dagens ämne", "Hur vi fortsätter"),
            _lines("Getting to know each other, our rules", "Today's topic", "How we go on"),
        ),
        prompts=Words(
            _lines("Muistuta: muiden asiat jäävät ryhmään", "Kysy jokaiselta jotain"),
            _lines("Påminn: andras saker stannar i gruppen", "Fråga var och en något"),
            _lines("Remind them: what others say stays here", "Ask everybody something"),
        ),
    ),
)

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
