import type { IceServer } from "../protocol.gen.ts";
import type { Snapshot } from "../state.ts";
import type { Happening } from "./machine.ts";

/** Why there is to be no call now; null: there is. */
export function standstillOf({ meetings, room }: Snapshot): Happening | null {
  if (room?.seat_elsewhere) return "elsewhere";
  if (meetings?.status === "ended") return "end";
  return meetings?.phone && !meetings.phone.video_wanted ? "phone" : null;
}

/** The adviser offers to everybody; among the others whoever was asked to the meeting first. */
export function offersTo({ meetings }: Snapshot, participant: number): boolean {
  const roleOf = (who: number | undefined) => meetings?.participants.find(({ id }) => id === who)?.role;
  const me = meetings?.me ?? 0;
  return roleOf(me) === "adviser" || (roleOf(participant) !== "adviser" && me < participant);
}

interface Ways {
  ice_servers: readonly (IceServer | RTCIceServer)[];
  relay_only: boolean;
}

/** How browsers are to find a way, as the server or the page says. */
export function configurationOf({ ice_servers: servers, relay_only: relay }: Ways): RTCConfiguration {
  return { iceServers: servers.map(withoutBlanks), iceTransportPolicy: relay ? "relay" : "all" };
}

function withoutBlanks({ urls, username, credential }: IceServer | RTCIceServer): RTCIceServer {
  return username ? { urls, username, credential: credential ?? "" } : { urls };
}
