import { effect, type Signal, signal } from "@preact/signals";
import type { App, Ears } from "../app.ts";
import { closeBoth } from "../devices/media.ts";
import type { AnyEvent, Signalled } from "../protocol.gen.ts";
import { otherSeats, seatOn, writesCaptions } from "../state.ts";
import type { Happening } from "./machine.ts";
import { Pair } from "./pair.ts";
import type { Signal as Message } from "./peer.ts";
import { SoundCheck } from "./sound-check.ts";
import { louder, NOBODY, type Speaker } from "./speaking.ts";
import { type Line, MOST_LETTERS, readSaid, withSaid } from "./written.ts";

const LOOK_EVERY = 500;
const WRITES = "lasna.writes";
/** Without a connection nobody is kept: the server notices by itself. */
const LEAVE_WITHIN = 1500;

/** Brings together what the room says and a connection with each of the others. */
export class CallSession implements Ears {
  readonly pairs: Signal<readonly Pair[]> = signal([]);
  /** Who speaks, or spoke last. */
  readonly speaker: Signal<Speaker> = signal(NOBODY);
  /** Real-time text, and whether this person has it open: remembered by those who need it. */
  readonly written: Signal<readonly Line[]> = signal([]);
  readonly writing: Signal<boolean> = signal(localStorage.getItem(WRITES) !== null);
  readonly mostLetters = MOST_LETTERS;
  readonly soundCheck = new SoundCheck((text) => {
    for (const { engine } of this.pairs.peek()) engine.say(text);
  });
  private line = Date.now();
  private readonly app: App;
  /** Made ready before it is known with whom. */
  private spare: Pair | null = null;
  private held: { to: string; signal: Message }[] = [];
  /** Signals that came before it was known who sent them, or the way to the relay. */
  private unheard: Signalled[] = [];
  private told = "";
  private admitting = false;

  constructor(app: App) {
    this.app = app;
    this.warmUp();
    this.followDevices();
    addEventListener("pagehide", () => this.each((pair) => pair.engine.sayBye()));
    setInterval(() => void this.lookAtMedia(), LOOK_EVERY);
    app.hear(this);
    if (app.state.peek().standing) this.welcome();
  }

  pairOf(participant: number): Pair | undefined {
    return this.pairs.value.find((pair) => pair.participant === participant);
  }

  /** Whoever was to be let in when this room was opened, once they are seen waiting. */
  private admitWanted(): void {
    const wanted = this.app.boot.admit ?? 0;
    const waits = this.app.state
      .peek()
      .snapshot.meetings?.participants.some(({ id, state }) => id === wanted && state === "waiting");
    if (!waits || this.admitting) return;
    this.admitting = true;
    this.warmUp().engine.whenPrepared(() => void this.admit(wanted));
  }

  /** Let somebody in; our offer travels with it. */
  async admit(participant: number): Promise<void> {
    const pair = this.known(participant) ?? this.bind(this.warmUp(), participant);
    const offer = pair.engine.takeOffer();
    if (offer) pair.happened("await");
    const done = await this.app.ask(
      "meeting.admit",
      offer ? { participant, offer: { ...offer } } : { participant },
    );
    if (done === undefined && offer) pair.happened("left");
  }

  welcome(): void {
    if (this.app.inRoom) this.inside();
    else this.outside();
  }

  private inside(): void {
    const room = this.app.state.peek().snapshot.room;
    this.each((pair) => this.configure(pair));
    if (room && this.spare) this.adopt(this.spare);
    for (const { to, signal } of this.held.splice(0)) this.send(to, signal);
    this.told = "";
    this.tellDevices();
    this.openUntried();
    this.sync();
    this.hearAgain();
    this.admitWanted();
    if (writesCaptions(this.app.state.peek().snapshot, this.me)) this.writing.value = true;
  }

  /** At the door, or back at it: nobody is heard, nobody hears. */
  private outside(): void {
    for (const pair of this.pairs.peek()) this.part(pair);
    const { standing, snapshot } = this.app.state.peek();
    if (standing === "waiting" && !snapshot.door?.over) this.warmUp();
    else this.spare?.engine.cool();
  }

  /** What came to the door belongs to whoever sent it. */
  private adopt(spare: Pair): void {
    const seat = seatOn(this.app.state.peek().snapshot, spare.engine.to);
    if (seat && !this.known(seat.participant)) this.bind(spare, seat.participant);
  }

  /** Let in before the questions about devices were done: the sound is needed now. */
  private openUntried(): void {
    const { microphone, camera } = this.app.devices;
    const untried = microphone.state.peek() === "" && !microphone.opening.peek();
    if (!this.isHost && untried && !camera.opening.peek()) void microphone.open();
  }

  event(event: AnyEvent): void {
    if ("participant" in event) this.ofSomebody(event);
    else if (event.type === "meeting.moved_to_phone") this.all("phone");
    else if (event.type === "meeting.video_wanted") this.backToVideo();
    else if (event.type === "meeting.ended" || event.type === "meeting.cancelled") this.all("end");
  }

  private ofSomebody(event: AnyEvent & { participant: number }): void {
    if (event.type === "seat.taken") this.seated(event.participant, event.screen);
    else if (event.type === "participant.waiting") this.waits();
    else if (event.type === "meeting.handed_over") this.partFrom(event.former);
    else if (event.participant !== this.me) this.gone(event);
  }

  private seated(participant: number, screen: string): void {
    if (participant === this.me) this.ourSeat(screen);
    else this.theirSeat(participant, screen);
  }

  private waits(): void {
    if (this.isHost) this.warmUp();
    this.admitWanted();
  }

  private gone(event: AnyEvent & { participant: number }): void {
    const pair = this.known(event.participant);
    if (event.type === "participant.away") pair?.happened("away");
    else if (event.type === "participant.left") this.left(pair);
    else if (event.type === "participant.held" || event.type === "participant.removed")
      this.partFrom(event.participant);
  }

  /** Where one other was here, their return is made ready; where several were, what is left is enough. */
  private left(pair: Pair | undefined): void {
    if (pair && this.pairs.peek().length > 1) this.part(pair);
    else pair?.happened("left");
  }

  signal(message: Signalled): void {
    const pair = this.pairFor(message);
    if (pair) pair.engine.receive(message.sender, message.signal as unknown as Message);
    else this.unheard.push(message);
  }

  private pairFor({ sender }: Signalled): Pair | undefined {
    if (!this.app.inRoom) return this.app.boot.relay_only ? undefined : this.atDoor(sender);
    const known = this.pairs.peek().find(({ engine }) => engine.to === sender);
    const seat = known ? undefined : seatOn(this.app.state.peek().snapshot, sender);
    return known ?? (seat && this.pairWith(seat.participant));
  }

  /** One offer comes to the door: that of whoever lets us in. */
  private atDoor(sender: string): Pair | undefined {
    const pair = this.warmUp();
    return pair.engine.to === "" || pair.engine.to === sender ? pair : undefined;
  }

  private hearAgain(): void {
    for (const message of this.unheard.splice(0)) {
      if (this.pairFor(message)) this.signal(message);
      else if (this.unheard.length < MOST_UNHEARD) this.unheard.push(message);
    }
  }

  openWriting(open: boolean): void {
    this.writing.value = open;
    if (open) localStorage.setItem(WRITES, "1");
    else localStorage.removeItem(WRITES);
  }

  /** This person's line as it stands now, to everybody, by the connections themselves. */
  write(text: string): void {
    const said = { line: this.line, text };
    this.written.value = withSaid(this.written.peek(), this.me, said);
    for (const { engine } of this.pairs.peek()) engine.write(JSON.stringify(said));
  }

  newLine(): void {
    this.line = Math.max(Date.now(), this.line + 1);
  }

  /** Somebody writes: whoever has it closed sees it open. Captions have a place of their own. */
  private heard(participant: number, data: unknown): void {
    if (!participant || this.soundCheck.receive(participant, data)) return;
    const said = readSaid(data);
    if (!said) return;
    this.written.value = withSaid(this.written.peek(), participant, said);
    if (said.text !== "" && !writesCaptions(this.app.state.peek().snapshot, participant))
      this.writing.value = true;
  }

  /** Leave by choice: the seat is kept, the devices are let go of at once. */
  async leave(): Promise<void> {
    this.hangUp();
    const patience = new Promise((over) => setTimeout(over, LEAVE_WITHIN));
    await Promise.race([this.app.ask("meeting.leave", {}), patience]);
    this.app.leave();
  }

  /** Hang up and let go of the devices. */
  hangUp(): void {
    this.all("end");
  }

  private get me(): number {
    return this.app.state.peek().snapshot.meetings?.me ?? 0;
  }

  private get isHost(): boolean {
    return this.app.boot.role === "adviser";
  }

  /** The adviser offers to everybody; among the others whoever was asked to the meeting first. */
  private offersTo(participant: number): boolean {
    const role = this.app.state
      .peek()
      .snapshot.meetings?.participants.find(({ id }) => id === participant)?.role;
    return this.isHost || (role !== "adviser" && this.me < participant);
  }

  /** The adviser makes an offer ready to let somebody in with; the others expect to answer. */
  private warmUp(): Pair {
    if (!this.spare) {
      this.spare = this.made(this.isHost);
      if (this.isHost) this.spare.engine.prepare();
      else this.spare.engine.prepareToAnswer();
    }
    return this.spare;
  }

  private made(offers: boolean): Pair {
    const send = (to: string, message: Message) => this.send(to, message);
    const release = () => closeBoth(this.app.devices);
    const text = (participant: number, data: unknown) => this.heard(participant, data);
    const pair = new Pair(this.app, { send, release, text }, offers);
    this.configure(pair);
    return pair;
  }

  private configure({ engine }: Pair): void {
    const room = this.app.state.peek().snapshot.room;
    if (room) engine.configure(room.ice_servers.map(withoutBlanks), room.relay_only);
    else engine.configure(this.app.boot.ice_servers, this.app.boot.relay_only);
  }

  private bind(pair: Pair, participant: number): Pair {
    if (pair === this.spare) this.spare = null;
    pair.participant = participant;
    this.pairs.value = [...this.pairs.peek(), pair].sort((a, b) => a.participant - b.participant);
    this.share();
    return pair;
  }

  private known(participant: number): Pair | undefined {
    return this.pairs.peek().find((pair) => pair.participant === participant);
  }

  private pairWith(participant: number): Pair {
    const known = this.known(participant);
    if (known) return known;
    const offers = this.offersTo(participant);
    const spare = this.spare?.offers === offers && this.spare.engine.to === "" ? this.spare : null;
    return this.bind(spare ?? this.made(offers), participant);
  }

  private partFrom(participant: number): void {
    const pair = this.known(participant);
    if (pair) this.part(pair);
  }

  private part(pair: Pair): void {
    pair.drop();
    this.pairs.value = this.pairs.peek().filter((one) => one !== pair);
    this.share();
  }

  /** Several see our picture: each gets its part of what this device can send. */
  private share(): void {
    const count = this.pairs.peek().length;
    this.each(({ engine }) => engine.shareWith(count));
  }

  private each(act: (pair: Pair) => void): void {
    for (const pair of this.pairs.peek()) act(pair);
    if (this.spare) act(this.spare);
  }

  /** On a fresh welcome: a pair with everybody who sits here, and each as the welcome says. */
  private sync(): void {
    const standstill = this.standstill();
    if (standstill) {
      this.all(standstill);
      return;
    }
    for (const seat of otherSeats(this.app.state.peek().snapshot)) this.pairWith(seat.participant);
    for (const pair of this.pairs.peek()) pair.sync();
    if (this.isHost && this.pairs.peek().length === 0) this.warmUp();
  }

  /** Why there is to be no call now; null: there is. */
  private standstill(): Happening | null {
    const { meetings, room } = this.app.state.peek().snapshot;
    if (room?.seat_elsewhere) return "elsewhere";
    if (meetings?.status === "ended") return "end";
    return meetings?.phone && !meetings.phone.video_wanted ? "phone" : null;
  }

  /** The call stops, with whomever it was. */
  private all(happening: Happening): void {
    for (const pair of this.pairs.peek()) pair.happened(happening);
    this.spare?.engine.cool();
    closeBoth(this.app.devices);
  }

  private ourSeat(screen: string): void {
    if (screen !== this.app.screen) this.all("elsewhere");
    else if (!this.standstill()) {
      for (const seat of otherSeats(this.app.state.peek().snapshot)) this.pairWith(seat.participant).weSat();
    }
  }

  private theirSeat(participant: number, screen: string): void {
    if (this.standstill()) return;
    this.pairWith(participant).seated(screen);
    this.hearAgain();
  }

  private backToVideo(): void {
    void this.app.openDevices();
    for (const seat of otherSeats(this.app.state.peek().snapshot)) this.pairWith(seat.participant);
    for (const pair of this.pairs.peek()) pair.backToVideo();
  }

  private send(to: string, message: Message): void {
    if (!this.app.inRoom) this.held.push({ to, signal: message });
    else this.app.pass(to, { ...message });
  }

  private followDevices(): void {
    const { camera, microphone } = this.app.devices;
    effect(() => {
      void [camera.state.value, microphone.state.value, this.paused];
      this.tellDevices();
    });
  }

  /** Nobody gets our picture now: the network carries the sound alone. */
  private get paused(): boolean {
    const pairs = this.pairs.value;
    return pairs.length > 0 && pairs.every(({ watch }) => watch.value.pausedUntil > 0);
  }

  private tellDevices(): void {
    const { camera, microphone } = this.app.devices;
    const now = {
      camera: camera.state.peek() === "on" && !this.paused,
      microphone: microphone.state.peek() === "on",
    };
    const text = JSON.stringify(now);
    if (!this.app.inRoom || text === this.told) return;
    this.told = text;
    this.app.tell("seat.devices", now);
  }

  private async lookAtMedia(): Promise<void> {
    const pairs = this.pairs.peek();
    await Promise.all(pairs.map((pair) => pair.lookAtMedia()));
    this.speaker.value = louder(
      this.speaker.peek(),
      pairs.map((pair) => ({ participant: pair.participant, level: pair.watch.peek().reading.level })),
      Date.now(),
    );
  }
}

/** Candidates of somebody whose seat is not known yet. */
const MOST_UNHEARD = 100;

function withoutBlanks({ urls, username, credential }: RTCIceServer): RTCIceServer {
  return username ? { urls, username, credential: credential ?? "" } : { urls };
}
