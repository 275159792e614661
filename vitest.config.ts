import { defineConfig } from "vitest/config";

// State is pure functions beside their tests (docs: CONTRIBUTING.md), so the tests need no browser.
export default defineConfig({
  test: {
    environment: "node",
    include: ["frontend/**/*.test.ts", "frontend/**/*.test.tsx"],
  },
});
