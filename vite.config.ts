import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, defineConfig, type Plugin } from "vite";

const OUT = "lasna/static_built";
const EARLY = "frontend/room/early.ts";
const ENTRIES = [
  "frontend/room/main.tsx",
  "frontend/pages/staff.ts",
  "frontend/pages/client.ts",
  "frontend/pages/passkey.ts",
  "frontend/pages/waiting.ts",
];

/** A plain script runs where it stands in the page; a module would wait for the rest of it. */
function early(): Plugin {
  return {
    name: "early",
    apply: "build",
    async closeBundle() {
      const made = await build({
        configFile: false,
        logLevel: "error",
        publicDir: false,
        build: {
          outDir: OUT,
          emptyOutDir: false,
          target: "es2022",
          rolldownOptions: {
            input: EARLY,
            output: { format: "iife", entryFileNames: "assets/[name]-[hash].js" },
          },
        },
      });
      if (!("output" in made)) throw new Error("the early script was not built");
      const manifest = join(OUT, "manifest.json");
      const known = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, object>;
      known[EARLY] = { file: made.output[0].fileName, src: EARLY, isEntry: true };
      writeFileSync(manifest, JSON.stringify(known, null, 2));
    },
  };
}

const TRY = "frontend/try/main.tsx";
const JSX = { jsx: { runtime: "automatic", importSource: "preact" } } as const;

/** One file by itself: what it shares with the room would make the way to the waiting room longer. */
function trying(): Plugin {
  return {
    name: "trying",
    apply: "build",
    async closeBundle() {
      const made = await build({
        configFile: false,
        logLevel: "error",
        publicDir: false,
        base: "/static/",
        oxc: JSX,
        build: {
          outDir: OUT,
          emptyOutDir: false,
          target: "es2022",
          assetsInlineLimit: 0,
          modulePreload: { polyfill: false },
          rolldownOptions: { input: TRY, output: { entryFileNames: "assets/try-[hash].js" } },
        },
      });
      if (!("output" in made)) throw new Error("the page for trying was not built");
      const styles = made.output.map(({ fileName }) => fileName).filter((name) => name.endsWith(".css"));
      const manifest = join(OUT, "manifest.json");
      const known = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, object>;
      known[TRY] = { file: made.output[0].fileName, src: TRY, isEntry: true, css: styles };
      writeFileSync(manifest, JSON.stringify(known, null, 2));
    },
  };
}

/** The server puts the room's words into its page; a release has no other folder of ours than this one. */
function texts(): Plugin {
  return {
    name: "texts",
    apply: "build",
    closeBundle() {
      cpSync("frontend/texts", join(OUT, "texts"), { recursive: true });
    },
  };
}

const SEGMENTATION = "node_modules/@mediapipe/selfie_segmentation";
const SEGMENTATION_FILES = [
  "selfie_segmentation.js",
  "selfie_segmentation.binarypb",
  "selfie_segmentation_landscape.tflite",
  "selfie_segmentation_solution_simd_wasm_bin.js",
  "selfie_segmentation_solution_simd_wasm_bin.wasm",
];
const { version } = JSON.parse(readFileSync(join(SEGMENTATION, "package.json"), "utf8")) as {
  version: string;
};
const SEGMENTATION_AT = `segmentation-${version}/`;

/** The package finds its files by their names, beside its script. */
function segmentation(): Plugin {
  return {
    name: "segmentation",
    apply: "build",
    closeBundle() {
      mkdirSync(join(OUT, SEGMENTATION_AT), { recursive: true });
      // Written, not copied: in the package not everybody may read them.
      for (const name of SEGMENTATION_FILES)
        writeFileSync(join(OUT, SEGMENTATION_AT, name), readFileSync(join(SEGMENTATION, name)));
    },
  };
}

/** Above this the better of the two takes a dozen seconds of every build. */
const QUICK_TO_PRESS = 1_000_000;

/** Writes .gz and .br beside each file; WhiteNoise serves them. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    enforce: "post",
    closeBundle() {
      for (const name of readdirSync(OUT, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|svg|json|wasm|tflite)$/.test(name)) continue;
        const path = join(OUT, name);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        if (bytes.length < QUICK_TO_PRESS) writeFileSync(`${path}.br`, brotliCompressSync(bytes));
      }
    },
  };
}

export default defineConfig({
  base: "/static/",
  publicDir: false,
  oxc: JSX,
  plugins: [early(), trying(), texts(), segmentation(), compressed()],
  define: { SEGMENTATION: JSON.stringify(`/static/${SEGMENTATION_AT}`) },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ENTRIES.filter((entry) => existsSync(entry)),
      // In one file: each file more is a way there and back on a phone.
      output: { codeSplitting: { groups: [{ name: "preact", test: /node_modules\/@?preact/ }] } },
    },
  },
});
