from django.urls import path

from lasna.booking.views import booking_for, hours, link, offers, rules

urlpatterns = [
    path("b/<str:token>", link.booking, name="booking"),
    path("b/<str:token>/take", link.take, name="take_time"),
    path("b/<str:token>/cancel", link.ask_call_off, name="ask_call_off"),
    path("b/<str:token>/cancelled", link.call_off, name="call_off"),
    path("b/<str:token>/wait", link.wait, name="wait_for_time"),
    path("b/<str:token>/seat", link.take_seat, name="take_seat"),
    path("b/<str:token>/seat/free", link.give_seat_up, name="give_seat_up"),
    path("hours", hours.hours, name="hours"),
    path("hours/<int:hours_id>/remove", hours.remove_hours, name="remove_hours"),
    path("hours/exceptions/new", hours.add_exception, name="add_exception"),
    path("hours/exceptions/<int:exception_id>/remove", hours.remove_exception, name="remove_exception"),
    path("clients/<int:client_id>/book", booking_for.book_for, name="book_for"),
    path("clients/<int:client_id>/times", offers.offer_times, name="offer_times"),
    path("times/<int:link_id>/withdraw", offers.withdraw_offer, name="withdraw_offer"),
    path("administration/booking", rules.booking_rules, name="booking_rules"),
]
