import { describe, expect, test } from "vitest";
import { comparisonBytes, fingerprintIn, LANGUAGES, wordsOf } from "./comparing.ts";

const OURS = `SHA-256 ${Array(32).fill("AB").join(":")}`;
const THEIRS = `SHA-256 ${Array(32).fill("0C").join(":")}`;

describe("the fingerprint of a description", () => {
  test("one, in every section", () => {
    const sdp = `v=0\r\na=fingerprint:${OURS.toLowerCase()}\r\nm=audio\r\na=fingerprint:${OURS}\r\n`;
    expect(fingerprintIn(sdp)).toBe(OURS);
  });

  test.each([
    ["none", "v=0\r\n"],
    ["a second, for another certificate", `a=fingerprint:${OURS}\r\na=fingerprint:${THEIRS}\r\n`],
    ["one more by another sum", `a=fingerprint:${OURS}\r\na=fingerprint:sha-1 AB:AB\r\n`],
    ["too short", "a=fingerprint:sha-256 AB:CD\r\n"],
  ])("%s: nothing can be said", (_what, sdp) => expect(fingerprintIn(sdp)).toBeNull());
});

describe("comparison words", () => {
  test("whichever is whose, they are the same", async () => {
    expect(await comparisonBytes(OURS, THEIRS)).toEqual(await comparisonBytes(THEIRS, OURS));
  });

  test("as PBKDF2 of another make says", async () => {
    // hashlib.pbkdf2_hmac("sha256", f"{THEIRS}\n{OURS}".encode(), b"lasna comparison words 1", 300_000, 4)
    expect([...(await comparisonBytes(OURS, THEIRS))]).toEqual([126, 195, 4, 234]);
  });

  test("another certificate, other words", async () => {
    const other = THEIRS.replace("0C", "0D");
    expect(await comparisonBytes(OURS, other)).not.toEqual(await comparisonBytes(OURS, THEIRS));
  });

  test("each byte has a word of its own, in every language", async () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (const language of LANGUAGES) {
      const words = await wordsOf(all, language);
      expect(new Set(words).size).toBe(256);
      for (const word of words) expect(word).toMatch(/^[a-zåäö]{3,11}$/);
      const otherwise = words.flatMap((word) =>
        [...word].map((_, at) => `${word.slice(0, at)}_${word.slice(at + 1)}`),
      );
      expect(new Set(otherwise).size).toBe(otherwise.length);
      const shorter = otherwise.map((word) => word.replace("_", ""));
      expect(shorter.filter((word) => words.includes(word))).toEqual([]);
    }
  });
});
