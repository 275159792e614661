/**
 * What happens when on the way to the first picture: `node bench/join/trace.ts [RUNS] [relay]`. For finding what
 * `make bench-join` only shows to be slow. Milliseconds after the press of *admit*, and after the link was opened.
 */

import type { Page } from "puppeteer-core";
import { DESKTOP, newPage, PHONE, startBrowser } from "../../e2e/harness/browsers.ts";
import { startRelay } from "../../e2e/harness/relay.ts";
import { startService } from "../../e2e/harness/service.ts";
import { arrive, enterAsAdviser, press, see } from "../../e2e/harness/story.ts";
import { admitPressed, firstFrame, WATCH } from "./clock.ts";

const HOOKS = `
  window.traced = [];
  const mark = (what) => window.traced.push([performance.timeOrigin + performance.now(), what]);
  const Plain = window.WebSocket;
  const wordOf = (text) => {
    const said = JSON.parse(text);
    const inner = said.signal ?? said.offer;
    const what = inner?.description?.type ?? inner?.candidates?.length ?? "";
    return (said.event?.type ?? said.type) + (inner ? " " + inner.kind + " " + what : "");
  };
  window.WebSocket = class extends Plain {
    constructor(url) {
      super(url);
      mark("socket made " + new URL(url).pathname);
      this.addEventListener("open", () => mark("socket open"));
      this.addEventListener("message", ({ data }) => mark("← " + wordOf(data)));
    }
    send(text) { mark("→ " + wordOf(text)); super.send(text); }
  };
  const media = navigator.mediaDevices;
  const ask = media?.getUserMedia.bind(media);
  if (ask) media.getUserMedia = async (wish) => {
    mark("getUserMedia asked");
    try { return await ask(wish); } finally { mark("getUserMedia answered"); }
  };
  const Peer = window.RTCPeerConnection;
  let made = 0;
  window.RTCPeerConnection = class extends Peer {
    constructor(...words) {
      super(...words);
      const name = "peer " + ++made + " ";
      mark(name + "made");
      this.addEventListener("connectionstatechange", () => mark(name + this.connectionState));
      this.addEventListener("iceconnectionstatechange", () => mark(name + "ice " + this.iceConnectionState));
    }
    async setLocalDescription(...words) {
      await super.setLocalDescription(...words);
      mark("local set");
    }
    async setRemoteDescription(...words) {
      await super.setRemoteDescription(...words);
      mark("remote set");
    }
  };
  mark("document begins");
  addEventListener("DOMContentLoaded", () => mark("DOMContentLoaded"));
`;

type Mark = [moment: number, what: string];

async function marks(page: Page, who: string, from: number): Promise<string[][]> {
  const [all, entry] = await page.evaluate(() => {
    const answered = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming;
    const resources = (performance.getEntriesByType("resource") as PerformanceResourceTiming[]).map(
      (one): Mark => [performance.timeOrigin + one.responseEnd, `loaded ${one.name.split("/").pop()}`],
    );
    const traced = (window as unknown as { traced: Mark[] }).traced;
    const frame: Mark[] = window.benchMoments.frame ? [[window.benchMoments.frame, "FRAME"]] : [];
    return [[...traced, ...resources, ...frame], performance.timeOrigin + answered.responseEnd] as const;
  });
  const rows: Mark[] = [...all, [entry, "page loaded"]];
  return rows
    .filter(([moment]) => moment >= from)
    .map(([moment, what]) => [(moment - from).toFixed(0), who, what]);
}

async function print(title: string, adviser: Page, client: Page, from: number): Promise<void> {
  const rows = [...(await marks(adviser, "adviser", from)), ...(await marks(client, "        client", from))];
  rows.sort((a, b) => Number(a[0]) - Number(b[0]));
  console.log(`--- ${title}`);
  for (const [moment = "", who = "", what = ""] of rows) {
    console.log(`${moment.padStart(6)}  ${who.padEnd(15)} ${what}`);
  }
}

const RUNS = Number(process.argv[2] ?? 2);
const relay = process.argv.includes("relay") ? await startRelay("0") : null;
const service = await startService({ settings: relay?.settings ?? {}, cores: "0" });
const browsers = await Promise.all([startBrowser("chromium"), startBrowser("chromium")]);
try {
  const adviser = await newPage(browsers[0], DESKTOP);
  const client = await newPage(browsers[1], PHONE);
  for (const page of [adviser, client]) {
    await page.evaluateOnNewDocument(WATCH);
    await page.evaluateOnNewDocument(HOOKS);
  }
  for (let run = 0; run < RUNS; run += 1) {
    const meeting = await service.demoMeeting();
    await enterAsAdviser(adviser, meeting);
    await arrive(client, meeting);
    await press(adviser, "admit");
    await Promise.all([firstFrame(adviser), firstFrame(client)]);
    await print(`admit ${run}`, adviser, client, await admitPressed(adviser));
    await client.goto("about:blank");
    await see(adviser, "stage");
    const opened = Date.now();
    await client.goto(meeting.client_url);
    await firstFrame(client);
    await print(`return ${run}`, adviser, client, opened);
  }
} finally {
  await Promise.all(browsers.map((browser) => browser.close()));
  await service.stop();
  await relay?.stop();
}
