/** Signing in as people do: the demo's password, an authenticator app of our own, a key that Chromium pretends. */

import { createHmac } from "node:crypto";
import type { CDPSession, Page } from "puppeteer-core";
import type { Service } from "./service.ts";

export const ADVISER = "tyontekija@demo.invalid";
export const ADMINISTRATOR = "hallinta@demo.invalid";
export const SUPPORT = "tuki@demo.invalid";

/** The demo's password, as the service printed it. */
export async function demoPassword(service: Service): Promise<string> {
  return /password (\S+)/.exec(await service.said())?.[1] ?? "";
}

export async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

export async function signIn(page: Page, service: Service, email: string): Promise<void> {
  await page.goto(`${service.url}/sign-in`);
  await page.type("#id_login", email);
  await page.type("#id_password", await demoPassword(service));
  await press(page, "main form .button--primary");
}

export async function signOut(page: Page, service: Service): Promise<void> {
  await page.goto(`${service.url}/sign-out`);
  await press(page, "main form .button");
}

/** The code of an app that knows `secret` (RFC 6238), now or some half minutes later. */
export function codeOf(secret: string, later = 0): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/[\s=]/g, "")]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", key).update(counter).digest();
  const start = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** A passkey of this very page: its owner's finger is always there. */
export async function pretendedKey(page: Page): Promise<{ cdp: CDPSession; authenticator: string }> {
  const cdp = await page.createCDPSession();
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticator: authenticatorId };
}

/** Run Python in the service's own surroundings. */
export async function python(service: Service, code: string): Promise<string> {
  return service.lasna("manage", "shell", "-c", code);
}
