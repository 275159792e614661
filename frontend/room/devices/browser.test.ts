import { expect, test } from "vitest";
import { allowWord, browserOf, deviceWords, isInApp } from "./browser.ts";
import { stateOfError } from "./media.ts";
import { levelOf } from "./sound.ts";

const ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8)";
const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const MAC_SAFARI =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15";

test.each([
  [`${ANDROID} ${WEBKIT} Chrome/126.0 Mobile Safari/537.36`, "chrome_android", "Android, Chrome"],
  [
    `${ANDROID} ${WEBKIT} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36`,
    "samsung",
    "Android, Samsung Internet",
  ],
  [
    "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
    "firefox_android",
    "Android, Firefox",
  ],
  [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, "safari_ios", "iPhone, Safari"],
  [`${IPHONE} CriOS/126.0 Mobile/15E148 Safari/604.1`, "other_ios", "iPhone, Chrome"],
  [`${WINDOWS} ${WEBKIT} Chrome/126.0 Safari/537.36 Edg/126.0`, "edge", "Windows, Edge"],
  [`${WINDOWS} ${WEBKIT} Chrome/126.0 Safari/537.36`, "chrome", "Windows, Chrome"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "firefox", "Linux, Firefox"],
  [MAC_SAFARI, "safari_mac", "Mac, Safari"],
])("the help fits the browser: %s", (agent, browser, words) => {
  // N15
  expect(browserOf(agent)).toBe(browser);
  expect(deviceWords(agent)).toBe(words);
});

test("an iPad says that it is a Mac, and is found out by its touch screen", () => {
  expect(browserOf(MAC_SAFARI, true)).toBe("safari_ios");
  expect(deviceWords(MAC_SAFARI, true)).toBe("iPad, Safari");
});

test("a page inside another app is told apart from a browser", () => {
  expect(isInApp(`${ANDROID}; wv) ${WEBKIT} Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/470]`)).toBe(
    true,
  );
  expect(isInApp(`${IPHONE} Mobile/15E148`)).toBe(true);
  expect(isInApp(`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`)).toBe(false);
});

test("the permission button is called what the browser calls it", () => {
  expect(allowWord("fi-FI", "Allow")).toBe("Salli");
  expect(allowWord("ru", "Salli")).toBe("Разрешить");
  expect(allowWord("xx", "Salli")).toBe("Salli");
});

test.each([
  ["NotAllowedError", "blocked"],
  ["NotFoundError", "missing"],
  ["OverconstrainedError", "missing"],
  ["NotReadableError", "busy"],
  ["SomethingNew", "missing"],
])("%s of getUserMedia means %s", (name, state) => {
  expect(stateOfError(name)).toBe(state);
});

test("silence is at the bottom of the bar, a voice in the middle, a shout at the top", () => {
  const tone = (height: number) => Float32Array.from({ length: 512 }, (_, at) => height * Math.sin(at / 5));
  expect(levelOf(new Float32Array(512))).toBe(0);
  expect(levelOf(tone(0.05))).toBeGreaterThan(0.3);
  expect(levelOf(tone(0.05))).toBeLessThan(0.8);
  expect(levelOf(tone(1))).toBe(1);
});
