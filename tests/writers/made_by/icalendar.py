"""icalendar: ics."""

import datetime

import icalendar

from registry import Writer
from secret import TONGUES, WORD

writer = Writer("icalendar", package="icalendar", short=True)
DAY = datetime.datetime(2026, 11, 26, 10, tzinfo=datetime.timezone.utc)


def place(name, secret=WORD):
    """Registers a function that puts a value into an event."""

    def register(put):
        def make(path, value):
            calendar, event = icalendar.Calendar(), icalendar.Event()
            calendar.add("prodid", "-//Example//EN")
            calendar.add("version", "2.0")
            event.add("uid", "one@example.org")
            event.add("dtstamp", DAY)
            event.add("dtstart", DAY)
            if name != "summary":
                event.add("summary", "Meeting")
            put(calendar, event, value)
            calendar.add_component(event)
            with open(path, "wb") as file:
                file.write(calendar.to_ical())

        writer.add("ics", name, make, secret)
        return put

    return register


@place("summary")
def summary(calendar, event, value):
    event.add("summary", f"the {value} of today")


def in_property(name, secret=WORD, text="{}"):
    @place(name, secret)
    def put(calendar, event, value):
        event.add(name.split(",")[0], text.format(value))


for one in ("description", "location", "comment", "contact", "categories", "resources", "url",
            "x-client"):
    in_property(one)
for tongue, secret in TONGUES.items():
    in_property(f"description, in {tongue}", secret)
in_property("description, folded inside the word", text="This is a long line, and it ends {}, yes")
for tongue in ("Chinese", "Russian"):
    in_property(f"description, folded in {tongue}", TONGUES[tongue], "long " * 12 + "{}")
in_property("description, with commas and line ends", text="one, two; three\n{}\n\\four")


@place("name of an attendee")
def attendee(calendar, event, value):
    person = icalendar.vCalAddress("mailto:kim@example.org")
    person.params["cn"] = icalendar.vText(value)
    event.add("attendee", person, encode=0)


@place("name of the organizer, with a comma")
def organizer(calendar, event, value):
    person = icalendar.vCalAddress("mailto:kim@example.org")
    person.params["cn"] = icalendar.vText(f"Doe, {value}")
    event.add("organizer", person, encode=0)


@place("address of an attendee")
def address(calendar, event, value):
    event.add("attendee", f"mailto:{value}@example.org")


@place("file in base64")
def attached(calendar, event, value):
    file = icalendar.vBinary(f"the {value} of today")
    event.add("attach", file, parameters={"fmttype": "text/plain"})


@place("alarm")
def alarm(calendar, event, value):
    bell = icalendar.Alarm()
    bell.add("action", "DISPLAY")
    bell.add("description", value)
    bell.add("trigger", datetime.timedelta(minutes=-5))
    event.add_component(bell)


@place("name of the calendar")
def calendar_name(calendar, event, value):
    calendar.add("x-wr-calname", value)


@place("HTML of the description")
def html(calendar, event, value):
    event.add("x-alt-desc", f"<p>the <b>{value}</b></p>", parameters={"fmttype": "text/html"})
