"""Video offered to everybody whose need allows it, and the answer, by one press. # N2"""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from lasna.clients.tests.counting import counted
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import ChannelOffer, Meeting, MeetingType, OfferReason
from lasna.meetings.services import OfferAnswer
from lasna.meetings.states.ready_made import REASONS
from lasna.meetings.tests.choosing import reason_of
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db
LIST = "/administration/offers"


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=30))


@pytest.fixture
def staff(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


@pytest.fixture
def office(made: Scene) -> Browser:
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator")
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def told(made: Scene, **more: str) -> dict[str, str]:
    return {
        "type": str(made.type.pk),
        "moment": "later",
        "day": (clock.now() + timedelta(days=1)).date().isoformat(),
        "time": "10:00",
        "planned_channel": "phone",
        "send_by": "email",
    } | more


def planned(made: Scene) -> Meeting:
    return Meeting.objects.exclude(pk=made.meeting.pk).get()


def answers(meeting: Meeting) -> list[tuple[str, str, bool]]:
    offers = ChannelOffer.objects.filter(meeting=meeting).select_related("reason")
    return [(row.answer, row.reason.words_fi if row.reason else "", row.current) for row in offers]


# ---- where a meeting is planned ----------------------------------------------------------------------------


def test_the_answer_is_written_down_with_the_meeting(made: Scene, staff: Browser) -> None:  # N2, N51
    reason = reason_of(made.organisation)
    new = f"/meetings/new?client={made.client.pk}"
    page = staff.get(new).content.decode()
    assert "Tarjottiinko videota?" in page and "Ei laitetta" in page
    assert "Tehdäänkö niin?" in page
    assert staff.post(new, told(made, offer="declined", declined=reason.code)).status_code == 302
    meeting = planned(made)
    assert answers(meeting) == [("declined", "Ei laitetta", True)]
    offer = meeting.offers.get()
    assert (offer.channel, offer.by, meeting.planned_channel) == ("video", made.adviser, "phone")


@pytest.mark.parametrize("said", [{"offer": ""}, {}, {"declined": "declined:1"}])
def test_nothing_said_is_nothing_written_down(made: Scene, staff: Browser, said: dict[str, str]) -> None:
    reason = reason_of(made.organisation)
    said = {name: value.replace(":1", f":{reason.pk}") for name, value in said.items()}
    assert staff.post(f"/meetings/new?client={made.client.pk}", told(made, **said)).status_code == 302
    assert answers(planned(made)) == []


def test_a_reason_is_heard_beside_its_own_answer_alone(made: Scene, staff: Browser) -> None:
    reason = reason_of(made.organisation)
    said = told(made, offer="accepted", declined=reason.code)
    assert staff.post(f"/meetings/new?client={made.client.pk}", said).status_code == 302
    assert answers(planned(made)) == [("accepted", "", True)]


@pytest.mark.parametrize("said", [{"offer": "perhaps"}, {"offer": "declined", "declined": "declined:987654"}])
def test_an_answer_that_does_not_exist_plans_nothing(
    made: Scene, staff: Browser, said: dict[str, str]
) -> None:
    reason_of(made.organisation)
    answer = staff.post(f"/meetings/new?client={made.client.pk}", told(made, **said))
    assert answer.status_code == 200 and "ei ole enää listalla" in answer.content.decode()
    assert not Meeting.objects.exclude(pk=made.meeting.pk).exists()


def test_where_the_type_is_never_by_video_it_is_not_asked(made: Scene, staff: Browser) -> None:
    only = MeetingType.objects.filter(pk=made.type.pk)
    new = f"/meetings/new?client={made.client.pk}"
    assert "Tarjottiinko videota?" in staff.get(new).content.decode()
    assert "Videon tarjoaminen" in staff.get(f"/meetings/{made.meeting.pk}").content.decode()
    only.update(channels="in_person", default_channel="in_person")
    assert "Tarjottiinko videota?" not in staff.get(new).content.decode()
    assert "Videon tarjoaminen" not in staff.get(f"/meetings/{made.meeting.pk}").content.decode()


# ---- on the page of the meeting ----------------------------------------------------------------------------


def test_one_press_writes_it_down_and_another_changes_it(made: Scene, staff: Browser) -> None:
    reason = reason_of(made.organisation)
    page = f"/meetings/{made.meeting.pk}"
    assert "Ei vielä kirjattu" in staff.get(page).content.decode()
    assert staff.post(f"{page}/offer", {"offer": reason.code}).status_code == 302
    assert "Tarjottiin, asiakas valitsi toisin: Ei laitetta." in staff.get(page).content.decode()
    assert staff.post(f"{page}/offer", {"offer": "accepted"}).status_code == 302
    assert "Tarjottiin, asiakas suostui." in staff.get(page).content.decode()
    assert answers(made.meeting) == [("declined", "Ei laitetta", False), ("accepted", "", True)]
    rows = AuditRow.objects.filter(deed="meeting.offer_answered")
    assert [(row.who, row.ids) for row in rows] == [(f"person:{made.adviser.pk}", [made.meeting.pk])] * 2


def test_it_can_be_written_down_when_the_meeting_is_over(made: Scene, staff: Browser) -> None:
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    staff.post(f"/meetings/{made.meeting.pk}/offer", {"offer": "not_offered"})
    assert answers(made.meeting) == [("not_offered", "", True)]


@pytest.mark.parametrize(
    "said", ["", "perhaps", "declined:0", "declined:٣", "accepted:1", "not_offered:REASON"]
)
def test_what_is_no_answer_is_not_here(made: Scene, staff: Browser, said: str) -> None:
    reason = reason_of(made.organisation)
    said = said.replace("REASON", str(reason.pk))
    page = f"/meetings/{made.meeting.pk}/offer"
    assert staff.post(page, {"offer": said}).status_code == 404
    assert answers(made.meeting) == []
    assert staff.post(page, {"offer": reason.code}).status_code == 302


def test_another_organisations_reason_and_another_offices_meeting_are_not_here(made: Scene) -> None:
    other = scene()
    reason = reason_of(other.organisation)
    said = OfferAnswer(reason.answer, reason.pk)
    with pytest.raises(UserError, match=r"offer\.reason_closed"):
        services.answer_offer(meeting_id=made.meeting.pk, by=made.adviser, said=said)
    apart = person(made.organisation, Office.objects.create(organisation=made.organisation, name="Muu"))
    with pytest.raises(NotHere):
        services.answer_offer(meeting_id=made.meeting.pk, by=apart, said=OfferAnswer("accepted"))
    assert answers(made.meeting) == []
    colleague = person(made.organisation, made.office)
    services.answer_offer(meeting_id=made.meeting.pk, by=colleague, said=OfferAnswer("accepted"))
    assert answers(made.meeting) == [("accepted", "", True)]


def test_the_answer_is_on_the_clients_card(made: Scene, staff: Browser) -> None:
    card = f"/clients/{made.client.pk}"
    assert "tarjoaminen" not in staff.get(card).content.decode()
    reason = reason_of(made.organisation)
    services.answer_offer(
        meeting_id=made.meeting.pk, by=made.adviser, said=OfferAnswer("declined", reason.pk)
    )
    with counted() as one:
        page = staff.get(card).content.decode()
    assert "video · tarjoaminen" in page and "tarjottiin, asiakas valitsi toisin: Ei laitetta" in page
    for number in range(29):
        other = services.plan_meeting(
            adviser=made.adviser,
            client=made.client,
            type=made.type,
            starts=clock.now() + timedelta(days=40 + number),
            planned_channel="video",
            offer=OfferAnswer("accepted"),
        )
        assert answers(other) == [("accepted", "", True)]
    with counted() as thirty:
        staff.get(card)
    assert len(thirty) == len(one)


# ---- the short list ----------------------------------------------------------------------------------------


def words(made: Scene, **more: object) -> list[str]:
    rows = OfferReason.objects.filter(organisation=made.organisation, **more)
    return [row.words_fi for row in rows]


WANTED = {"words_fi": "Ei ehdi", "words_sv": "Hinner inte", "words_en": "No time"}


def test_a_reason_is_added_changed_closed_and_taken_back(made: Scene, office: Browser) -> None:
    assert office.post(f"{LIST}/new?answer=not_offered", WANTED).status_code == 302
    reason = OfferReason.objects.get(organisation=made.organisation)
    assert (reason.answer, reason.words_sv) == ("not_offered", "Hinner inte")
    assert office.post(f"{LIST}/{reason.pk}", WANTED | {"words_fi": "Ei ehtinyt"}).status_code == 302
    assert words(made) == ["Ei ehtinyt"]
    services.answer_offer(
        meeting_id=made.meeting.pk, by=made.adviser, said=OfferAnswer("not_offered", reason.pk)
    )
    office.post(f"{LIST}/{reason.pk}/close", follow=True)
    assert "Ei ehtinyt" not in office.get(f"/meetings/new?client={made.client.pk}").content.decode()
    # What was written down with it keeps it.
    assert "Ei ehtinyt" in office.get(f"/meetings/{made.meeting.pk}").content.decode()
    assert office.post(f"/meetings/{made.meeting.pk}/offer", {"offer": reason.code}).status_code == 404
    office.post(f"{LIST}/{reason.pk}/reopen", follow=True)
    assert "Ei ehtinyt" in office.get(f"/meetings/new?client={made.client.pk}").content.decode()
    rows = AuditRow.objects.filter(deed__startswith="offer_reason.").order_by("number")
    assert [row.deed.split(".")[1] for row in rows] == ["added", "changed", "closed", "reopened"]


@pytest.mark.parametrize(("field", "value"), [("words_fi", " "), ("words_sv", ""), ("words_en", "x" * 121)])
def test_a_reason_without_words_is_refused(made: Scene, office: Browser, field: str, value: str) -> None:
    answer = office.post(f"{LIST}/new", WANTED | {field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert words(made) == []
    assert office.get(f"{LIST}/new?answer=accepted").status_code == 404


def test_ready_made_reasons_are_added_once(made: Scene, office: Browser) -> None:
    assert "Lisää valmiit syyt" in office.get(LIST).content.decode()
    office.post(f"{LIST}/ready-made")
    office.post(f"{LIST}/ready-made")
    assert words(made) == [ready.words.fi for ready in REASONS]
    page = office.get(LIST).content.decode()
    assert "Lisää valmiit syyt" not in page and "Haluaa tavata paikan päällä" in page
    for ready in REASONS:
        assert ready.words.fi and ready.words.sv and ready.words.en


def test_the_list_is_the_administrators_and_another_organisations_is_not_here(
    made: Scene, office: Browser
) -> None:
    foreign = reason_of(scene().organisation)
    for path in ("", "/close", "/reopen"):
        assert office.post(f"{LIST}/{foreign.pk}{path}", WANTED).status_code == 404
    own = reason_of(made.organisation)
    Person.objects.filter(pk=made.adviser.pk).update(role="lead")
    for path in ("/new", f"/{own.pk}", f"/{own.pk}/close", "/ready-made"):
        assert office.post(f"{LIST}{path}", WANTED).status_code == 404
    assert words(made) == ["Ei laitetta"]


def test_the_list_asks_as_little_of_thirty_reasons_as_of_one(made: Scene, office: Browser) -> None:
    reason_of(made.organisation)
    with counted() as one:
        office.get(LIST)
    for number in range(29):
        OfferReason.objects.create(
            organisation=made.organisation, key=f"r{number}", answer="declined", words_fi=f"Syy {number}"
        )
    with counted() as thirty:
        assert "Syy 28" in office.get(LIST).content.decode()
    assert len(thirty) == len(one) <= 3
