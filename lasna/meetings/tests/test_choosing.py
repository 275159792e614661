"""Which way is advised where a meeting is planned, and why. The adviser chooses. # N4, N5, N7"""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.utils import translation

from lasna.clients.models import Client
from lasna.contacts.models import Contact
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.errors import NotHere
from lasna.guidance.models import Trial
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import MeetingType, Practice
from lasna.meetings.queries.choosing import Adviser
from lasna.meetings.states.ready_made import TYPES
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db
CANARY = "Kanarialintu"


@pytest.fixture
def made() -> Scene:
    made = scene(starts_in=timedelta(days=30))
    Client.objects.filter(pk=made.client.pk).update(wish="", wish_asked_on=None)
    return made


@pytest.fixture
def staff(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def wish(made: Scene, way: str) -> None:
    Client.objects.filter(pk=made.client.pk).update(wish=way, wish_asked_on=date(2026, 11, 3))


def met(made: Scene, way: str, times: int = 1, outcome: str = "met") -> None:
    for number in range(times):
        began = clock.now() - timedelta(days=10 + number)
        Contact.objects.create(
            organisation=made.organisation,
            office=made.office,
            client=made.client,
            adviser=made.adviser,
            channel=way,
            began=began,
            ended=began,
            written_at=began,
            zone=made.office.zone,
            outcome=outcome,
        )


def tried(made: Scene, **found: object) -> None:
    well = {"camera": "on", "microphone": "on", "hears": True, "quiet": True, "speed": 20_000}
    device = f"Laite {Trial.objects.count()}"
    Trial.objects.create(client=made.client, key=device, device=device, at=clock.now(), **(well | found))


def advised(made: Scene, **type: object) -> tuple[str, list[str]]:
    MeetingType.objects.filter(pk=made.type.pk).update(**({"default_channel": "in_person"} | type))
    with translation.override("fi"):
        client = Client.objects.select_related("office").get(pk=made.client.pk)
        advice = Adviser(client).advice(MeetingType.objects.get(pk=made.type.pk))
    return advice.channel, advice.reasons


UNASKED = "Asiakkaan toivetta ei ole kysytty. Kysy se ensin."


def test_of_whom_nothing_is_known_the_usual_way_is_advised_and_the_wish_is_to_be_asked(made: Scene) -> None:
    assert advised(made) == ("in_person", ["Tämän tapaamisen tavallinen tapa: kasvokkain.", UNASKED])


def test_the_clients_wish_comes_before_habit_and_the_usual_way(made: Scene) -> None:  # N1, N4
    met(made, "phone", times=3)
    wish(made, "video")
    assert advised(made) == ("video", ["Asiakkaan toive: video (kerrottu 3.11.2026)."])


def test_what_the_law_says_comes_first_until_the_client_has_been_met_so(made: Scene) -> None:  # N4
    wish(made, "video")
    met(made, "in_person", outcome="no_show")
    law, next_time = "Laki tästä tapaamisesta: ensin kasvokkain.", "Asiakkaan toive: video. Tarjoa sitä"
    way, reasons = advised(made, law_first="in_person")
    assert (way, reasons) == ("in_person", [law, f"{next_time} seuraavaksi kerraksi."])
    met(made, "in_person")
    way, reasons = advised(made, law_first="in_person")
    assert way == "video" and reasons[0] == "Asiakkaan toive: video (kerrottu 3.11.2026)."
    assert reasons[1].startswith("Lain vaatima ensimmäinen tapa (kasvokkain) on toteutunut")


def test_a_wish_for_video_that_does_not_work_begins_by_phone(made: Scene) -> None:  # N4
    wish(made, "video")
    tried(made, camera="blocked")
    way, reasons = advised(made)
    assert way == "phone"
    assert reasons[0].startswith("Asiakas toivoo videota, mutta kokeillessa: kamera")
    # Another device on which all went well: the wish stands.
    tried(made)
    assert advised(made)[0] == "video"
    assert advised(made, channels="video,in_person")[0] == "video"


def test_what_worked_on_trying_is_offered_to_whoever_has_not_been_asked(made: Scene) -> None:  # N2
    tried(made)
    well = "Asiakas kokeili kameraa, ääntä ja mikrofonia, ja kaikki toimi."
    assert advised(made) == ("video", [well, UNASKED])


def test_a_habit_is_what_came_about_more_than_once(made: Scene) -> None:
    met(made, "phone")
    met(made, "phone", times=4, outcome="no_answer")
    assert advised(made)[0] == "in_person"
    met(made, "phone")
    way, reasons = advised(made)
    assert way == "phone" and reasons[0].startswith("Käytössä ennenkin: puhelin, 2 kertaa, viimeksi")


def test_a_wish_that_this_kind_of_meeting_does_not_know_is_told_and_not_advised(made: Scene) -> None:
    wish(made, "phone")
    way, reasons = advised(made, channels="video,in_person")
    assert way == "in_person"
    assert reasons[1] == "Asiakkaan toive: puhelin. Tätä tapaamista ei pidetä niin."


def test_the_page_advises_and_the_adviser_chooses(made: Scene, staff: Browser) -> None:  # N4, N5
    wish(made, "video")
    law = {"law_first": "in_person", "law_fi": "Ensin kasvokkain.", "law_on": date(2026, 11, 30)}
    MeetingType.objects.filter(pk=made.type.pk).update(**law)
    Practice.objects.create(
        office=made.office, text="Suunnitelmat ensin videolla.", by=made.adviser, at=clock.now()
    )
    new = f"/meetings/new?client={made.client.pk}"
    answer = staff.get(new)
    page = answer.content.decode()
    assert "Suositus: <strong>kasvokkain</strong>. Sinä päätät." in page
    assert "Laki tästä tapaamisesta: ensin kasvokkain." in page
    assert "Mitä laki sanoo (tarkistettu 30.11.2026)" in page and "Ensin kasvokkain." in page
    assert "Suunnitelmat ensin videolla." in page
    assert answer.context["form"]["planned_channel"].value() == "in_person"
    told = {
        "type": str(made.type.pk),
        "moment": "later",
        "day": (clock.now() + timedelta(days=1)).date().isoformat(),
        "time": "10:00",
        "planned_channel": "video",
        "send_by": "",
    }
    assert staff.post(new, told).status_code == 302
    assert made.client.meetings.exclude(pk=made.meeting.pk).get().planned_channel == "video"


def test_another_type_brings_its_own_advice(made: Scene, staff: Browser) -> None:
    other = MeetingType.objects.create(
        organisation=made.organisation, key="other", name_fi="Muu", name_sv="M", name_en="M", minutes=30
    )
    MeetingType.objects.filter(pk=other.pk).update(law_first="in_person")
    said = {"type": str(other.pk), "offered_for": str(made.type.pk)}
    page = staff.post(f"/meetings/preview/{made.client.pk}", said).content.decode()
    assert 'id="advice"' in page and "Laki tästä tapaamisesta" in page


# ---- what an office has agreed on --------------------------------------------------------------------------

LIST = "/administration/practices"


def test_who_leads_the_office_writes_what_it_has_agreed_on(made: Scene, staff: Browser) -> None:  # N5
    page = f"{LIST}/{made.office.pk}"
    assert staff.post(page, {"text": "x"}).status_code == 404
    Person.objects.filter(pk=made.adviser.pk).update(role="lead")
    assert "Mitään ei ole vielä kirjoitettu." in staff.get(LIST).content.decode()
    assert staff.post(page, {"text": " Ensin videolla. \r\n"}).status_code == 302
    said = Practice.objects.get()
    assert (said.office, said.text, said.by) == (made.office, "Ensin videolla.", made.adviser)
    assert "Ensin videolla." in staff.get(LIST).content.decode()
    new = f"/meetings/new?client={made.client.pk}"
    assert "Toimiston yhteinen tapa" in staff.get(new).content.decode()
    assert staff.post(page, {"text": ""}).status_code == 302
    assert "Toimiston yhteinen tapa" not in staff.get(new).content.decode()
    rows = AuditRow.objects.filter(deed="office.practice_said")
    assert [(row.who, row.subject, row.ids) for row in rows] == [
        (f"person:{made.adviser.pk}", "office", [made.office.pk])
    ] * 2
    assert staff.post(page, {"text": "x" * 2001}).status_code == 400


def test_another_office_is_its_own_leads_and_another_organisations_nobodys(made: Scene) -> None:
    apart = Office.objects.create(organisation=made.organisation, name="Muu")
    lead, administrator = person(made.organisation, made.office), person(made.organisation, made.office)
    Person.objects.filter(pk=lead.pk).update(role="lead")
    Person.objects.filter(pk=administrator.pk).update(role="administrator")
    lead, administrator = Person.objects.get(pk=lead.pk), Person.objects.get(pk=administrator.pk)
    for by, office in ((lead, apart), (administrator, scene().office)):
        with pytest.raises(NotHere):
            services.say_practice(office_id=office.pk, text="x", by=by)
    services.say_practice(office_id=apart.pk, text="Näin.", by=administrator)
    assert Practice.objects.get().office == apart


# ---- what is gone through ----------------------------------------------------------------------------------


def test_what_is_gone_through_is_behind_the_door_and_the_reminders_are_staffs(staff: Browser) -> None:  # N7
    made = scene()
    staff.force_login(made.adviser)
    MeetingType.objects.filter(pk=made.type.pk).update(
        agenda_fi=f"{CANARY}\nSuunnitelma", prompts_fi="Kysy toive"
    )
    page = staff.get(f"/meetings/{made.meeting.pk}").content.decode()
    assert f"<li>{CANARY}</li>" in page and "<li>Kysy toive</li>" in page
    assert CANARY not in Browser().get(made.link).content.decode()
    made.pass_the_code()
    client = Browser()
    client.cookies.load(made.cookies())
    room = client.get(made.link).content.decode()
    assert CANARY in room and "Kysy toive" not in room
    for message in Message.objects.filter(organisation=made.organisation):
        sent = RENDERERS[message.kind](message)
        assert sent is not None
        assert CANARY not in sent.text + sent.html + sent.subject + sent.calendar


def test_a_type_says_what_is_gone_through_and_what_the_law_says(made: Scene, staff: Browser) -> None:
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator")
    page = f"/administration/meeting-types/{made.type.pk}"
    said = {
        "name_fi": "Alku",
        "name_sv": "Början",
        "name_en": "Beginning",
        "minutes": "60",
        "channels": ["video", "in_person"],
        "default_channel": "video",
        "agenda_fi": "Tilanne\r\nSuunnitelma",
        "prompts_sv": "Fråga",
        "law_fi": "Ensin kasvokkain.",
        "law_first": "in_person",
        "law_on": "2026-11-30",
    }
    wrong = staff.post(page, said | {"law_first": "phone"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (400, ["law_first"])
    assert staff.post(page, said).status_code == 302
    type = MeetingType.objects.get(pk=made.type.pk)
    assert (type.agenda_fi, type.prompts_sv, type.law_fi) == (
        "Tilanne\nSuunnitelma",
        "Fråga",
        "Ensin kasvokkain.",
    )
    assert (type.law_first, type.law_on) == ("in_person", date(2026, 11, 30))
    assert "Tilanne\nSuunnitelma" in staff.get(page).content.decode()


def test_the_seven_ready_made_types_say_everything_in_three_languages() -> None:
    assert [ready.key for ready in TYPES] == [
        "initial_interview",
        "supplementary",
        "plan_review",
        "career_psychology",
        "network",
        "coaching",
        "group",
    ]
    for ready in TYPES:
        texts = ready.texts
        codes = ("fi", "sv", "en")
        assert all(texts[f"{column}_{code}"] for column in ("name", "agenda", "prompts") for code in codes)
        lines = {texts[f"agenda_{code}"].count("\n") for code in codes}
        assert len(lines) == 1, ready.key
    assert [ready.key for ready in TYPES if ready.law_first] == ["initial_interview"]
