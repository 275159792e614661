"""Adviser and client in the room, each at a screen."""

from dataclasses import replace

from lasna.kernel.live.visits import Visit
from lasna.meetings.tests.guests import guest_screen, host_screen
from lasna.meetings.tests.scene import Scene, scene
from lasna.room import services
from lasna.room.commands.entrances import HostDoor


class Talk:
    def __init__(self) -> None:
        self.made: Scene = scene()
        self.made.admit()
        host = host_screen(self.made.adviser, self.made.meeting)
        assert host is not None
        self.host: Visit = replace(host, screen="screen-of-host")
        HostDoor().came(self.host)
        self.guest: Visit = guest_screen(self.made)
        services.sit(visit=self.guest)
