import type { ComponentChildren, VNode } from "preact";
import type { Browser } from "../devices/browser.ts";

/** Drawings beside steps; the words say the same. */
export type Picture = () => VNode;

function Drawing({ children, wide = false }: { children: ComponentChildren; wide?: boolean }) {
  return (
    <svg class="help__picture" viewBox={wide ? "0 0 240 56" : "0 0 72 72"} aria-hidden="true">
      {children}
    </svg>
  );
}

const Phone = () => <rect x="22" y="6" width="30" height="60" rx="5" class="thing" />;

/** The long button at the side of a phone. */
export const VolumeButtons = () => (
  <Drawing>
    <Phone />
    <rect x="52" y="20" width="5" height="18" rx="2" class="point" />
    <path d="M66 36V22m-5 5 5-6 5 6" class="arrow" />
  </Drawing>
);

/** The small switch of an iPhone, above the two buttons. */
export const SilentSwitch = () => (
  <Drawing>
    <Phone />
    <rect x="17" y="14" width="5" height="8" rx="2" class="point" />
    <rect x="17" y="28" width="5" height="9" rx="2" class="thing" />
    <path d="M4 18h9m-4-4 4 4-4 4" class="arrow" />
  </Drawing>
);

/** The loudspeaker at the edge of a computer's screen. */
export const SpeakerIcon = () => (
  <Drawing>
    <rect x="6" y="12" width="60" height="42" rx="4" class="thing" />
    <path d="M28 60h16" class="line" />
    <path d="M46 45v-5h3l5-4v13l-5-4z" class="point" />
    <path d="M58 38q4 4.500 0 9" class="arrow" />
  </Drawing>
);

/** Headphones, crossed out. */
export const Headset = () => (
  <Drawing>
    <path d="M14 42a22 22 0 0 1 44 0" class="line" />
    <rect x="9" y="40" width="11" height="18" rx="4" class="thing" />
    <rect x="52" y="40" width="11" height="18" rx="4" class="thing" />
    <path d="M10 64 62 10" class="arrow" />
  </Drawing>
);

/** A window of another program, to be closed. */
export const OtherProgram = () => (
  <Drawing>
    <rect x="6" y="14" width="60" height="44" rx="4" class="thing" />
    <path d="M6 26h60" class="line" />
    <circle cx="57" cy="20" r="9" class="paper" />
    <path d="m53 16 8 8m0-8-8 8" class="arrow" />
  </Drawing>
);

/** The cover of a laptop's camera. */
export const CameraCover = () => (
  <Drawing>
    <rect x="8" y="14" width="56" height="38" rx="4" class="thing" />
    <path d="M4 58h64" class="line" />
    <circle cx="36" cy="20" r="3.500" class="point" />
    <path d="M44 20h14m-5-5 5 5-5 5" class="arrow" />
  </Drawing>
);

/** Where in the address bar this browser has its sign: at its beginning, or at its end. */
const AT_END: ReadonlySet<Browser> = new Set(["safari_ios", "other_ios"]);

/** The top of the browser, with the sign to press. */
export function AddressBar({ browser }: { browser: Browser }) {
  const x = AT_END.has(browser) ? 208 : 32;
  return (
    <Drawing wide>
      <rect x="8" y="12" width="224" height="32" rx="16" class="thing" />
      <path d={AT_END.has(browser) ? "M36 28h120" : "M60 28h120"} class="line" />
      <circle cx={x} cy="28" r="13" class="point" />
      {browser === "safari_ios" ? (
        <text x={x} y="33" class="letters">
          aA
        </text>
      ) : (
        <path d={`M${x - 6} 24h12M${x - 6} 32h12`} class="sign" />
      )}
    </Drawing>
  );
}
