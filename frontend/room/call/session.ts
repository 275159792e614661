import { effect, type Signal, signal } from "@preact/signals";
import type { App, Ears } from "../app.ts";
import { followSound } from "../companion/sound.ts";
import { closeBoth } from "../devices/media.ts";
import type { AnyEvent, Signalled } from "../protocol.gen.ts";
import { otherDevice, otherSeats, seatOn } from "../state.ts";
import { configurationOf, offersTo, standstillOf } from "./conditions.ts";
import type { FromServer } from "./leg.ts";
import type { Happening } from "./machine.ts";
import { Pair } from "./pair.ts";
import type { Signal as Message } from "./peer.ts";
import { louder, NOBODY, type Speaker } from "./speaking.ts";
import { Talk } from "./talk.ts";
import { Way } from "./way.ts";

const LOOK_EVERY = 500;
/** The media server, as the sender of signals. */
const SERVER = "server";
/** Without a connection nobody is kept: the server notices by itself. */
const LEAVE_WITHIN = 1500;

/** Brings together what the room says and a connection with each of the others. */
export class CallSession implements Ears {
  readonly pairs: Signal<readonly Pair[]> = signal([]);
  /** Who speaks, or spoke last. */
  readonly speaker: Signal<Speaker> = signal(NOBODY);
  readonly talk: Talk;
  private readonly app: App;
  private readonly way: Way;
  /** Made ready before it is known with whom. */
  private spare: Pair | null = null;
  private held: { to: string; signal: Message }[] = [];
  /** Signals that came before it was known who sent them, or the way to the relay. */
  private unheard: Signalled[] = [];
  private told = "";
  private admitting = false;

  constructor(app: App) {
    this.app = app;
    const pairs = () => this.pairs.peek();
    this.way = new Way(app, pairs, () => this.configuration);
    this.talk = new Talk(app, this.way, pairs);
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
    const offer = this.way.gathered ? null : pair.engine.takeOffer();
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
    void this.talk.open();
  }

  /** At the door, or back at it: nobody is heard, nobody hears. */
  private outside(): void {
    for (const pair of this.pairs.peek()) this.part(pair);
    this.way.end();
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
    if (this.app.boot.role !== "companion" && !this.isHost && untried && !camera.opening.peek())
      void microphone.open();
  }

  event(event: AnyEvent): void {
    if ("participant" in event) this.ofSomebody(event);
    else if (event.type === "room.gathered" || event.type === "room.parted") this.follow(true);
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
    else if (participant !== otherDevice(this.app.state.peek().snapshot)?.id)
      this.theirSeat(participant, screen);
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
    const { sender, signal } = message;
    if (sender === SERVER) this.way.receive(signal as unknown as FromServer);
    else if (signal.kind === "text")
      this.talk.read(seatOn(this.app.state.peek().snapshot, sender)?.participant ?? 0, signal.text);
    else this.ofPeer(message);
  }

  private ofPeer(message: Signalled): void {
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

  /** Leave by choice: the seat is kept, the devices are let go of at once. */
  async leave(): Promise<void> {
    // First: devices that close are not to be told of a seat that is still taken.
    const left = this.app.ask("meeting.leave", {});
    this.hangUp();
    const said = await Promise.race([left, new Promise((over) => setTimeout(over, LEAVE_WITHIN))]);
    // A second device that has left is told that it is out, and has no way back.
    const told = said !== undefined || this.app.connection.peek() === "closed";
    if (!told || this.app.boot.role !== "companion") this.app.leave();
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
    const text = (participant: number, data: unknown) => this.talk.read(participant, data);
    const pair = new Pair(this.app, { send, release, text }, offers);
    this.configure(pair);
    return pair;
  }

  private configure({ engine }: Pair): void {
    const { iceServers, iceTransportPolicy } = this.configuration;
    engine.configure(iceServers ?? [], iceTransportPolicy === "relay");
  }

  private get configuration(): RTCConfiguration {
    return configurationOf(this.app.state.peek().snapshot.room ?? this.app.boot);
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
    const offers = offersTo(this.app.state.peek().snapshot, participant);
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
    if (standstill) this.all(standstill);
    else this.meetAll();
  }

  private meetAll(): void {
    for (const seat of otherSeats(this.app.state.peek().snapshot)) this.pairWith(seat.participant);
    if (this.way.gathered || this.way.isParting) this.follow(true);
    else for (const pair of this.pairs.peek()) pair.sync();
    if (this.isHost && this.pairs.peek().length === 0) this.warmUp();
  }

  /** As the room says: all through the media server, or two by themselves again. */
  private follow(back = false): void {
    if (this.standstill()) return;
    if (this.way.gathered) {
      this.spare?.engine.cool();
      void this.way.gather(back);
    } else this.way.part();
  }

  private standstill(): Happening | null {
    return standstillOf(this.app.state.peek().snapshot);
  }

  /** The call stops, with whomever it was. */
  private all(happening: Happening): void {
    for (const pair of this.pairs.peek()) pair.happened(happening);
    this.way.end();
    this.spare?.engine.cool();
    closeBoth(this.app.devices);
  }

  private ourSeat(screen: string): void {
    if (screen !== this.app.screen) this.all("elsewhere");
    else if (this.way.gathered) this.follow();
    else if (!this.standstill()) {
      for (const seat of otherSeats(this.app.state.peek().snapshot)) this.pairWith(seat.participant).weSat();
    }
  }

  private theirSeat(participant: number, screen: string): void {
    if (this.standstill()) return;
    const pair = this.pairWith(participant);
    if (this.way.gathered) this.talk.sayAgain();
    else pair.seated(screen);
    this.hearAgain();
  }

  private backToVideo(): void {
    void this.app.openDevices();
    for (const seat of otherSeats(this.app.state.peek().snapshot)) this.pairWith(seat.participant);
    if (this.way.gathered) this.follow();
    else for (const pair of this.pairs.peek()) pair.backToVideo();
  }

  private send(to: string, message: Message): void {
    if (!this.app.inRoom) this.held.push({ to, signal: message });
    else this.app.pass(to, { ...message });
  }

  private followDevices(): void {
    const { camera, microphone } = this.app.devices;
    followSound(this.app);
    effect(() => {
      void [camera.state.value, microphone.state.value, microphone.veil.value];
      this.way.showPicture(!this.paused);
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
      microphone: microphone.state.peek() === "on" && microphone.veil.peek() === undefined,
    };
    const text = JSON.stringify(now);
    if (!this.app.inRoom || text === this.told) return;
    this.told = text;
    this.app.tell("seat.devices", now);
  }

  private async lookAtMedia(): Promise<void> {
    const pairs = this.pairs.peek();
    await Promise.all([
      this.way.look(this.speaker.peek().participant),
      ...pairs.map((pair) => pair.lookAtMedia()),
    ]);
    this.app.devices.camera.sharpen(pairs.length > 0 && pairs.every((pair) => pair.isWide));
    this.speaker.value = louder(
      this.speaker.peek(),
      pairs.map((pair) => ({ participant: pair.participant, level: pair.watch.peek().reading.level })),
      Date.now(),
    );
  }
}

/** Candidates of somebody whose seat is not known yet. */
const MOST_UNHEARD = 100;
