import type { App } from "../app.ts";
import { socketAddress } from "../greeting.ts";
import { Socket } from "../socket.ts";

let desk: Socket | null = null;

/** The waiting person is told that the adviser's screen shows them. */
export function showArrival({ boot, screen }: App, participant: number): void {
  if (!boot.desk) return;
  const ignore = () => undefined;
  desk ??= new Socket(socketAddress(boot.desk), `desk-${screen}`.slice(0, 40), {
    welcome: ignore,
    event: ignore,
    signal: ignore,
    connection: ignore,
    farewell: ignore,
  });
  desk.open();
  desk.ask("arrival.shown", { participant }).catch(ignore);
}
