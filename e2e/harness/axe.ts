/** Accessibility: axe-core on a page as it is now. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "puppeteer-core";

interface Violation {
  id: string;
  help: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

interface Axe {
  run(context: Document, options: object): Promise<{ violations: Violation[]; passes: unknown[] }>;
}

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// WCAG 2.2 A and AA, and the practices axe is sure of.
const OPTIONS = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};

/** Each finding as lines to read. Empty: axe finds nothing. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(SOURCE);
  const result = await page.evaluate(async (options) => {
    const axe = (window as unknown as { axe: Axe }).axe;
    const { violations, passes } = await axe.run(document, options);
    return { violations, passed: passes.length };
  }, OPTIONS);
  if (result.passed === 0) throw new Error("axe looked at nothing");
  return result.violations.map(describe);
}

function describe(violation: Violation): string {
  const places = violation.nodes.map((node) => `    ${node.target.join(" ")}: ${node.failureSummary ?? ""}`);
  return [`${violation.id}: ${violation.help}`, ...places].join("\n");
}

/** Fails with what axe found on `page`. */
export async function axe(page: Page): Promise<void> {
  const findings = await axeFindings(page);
  if (findings.length > 0) throw new Error(`axe at ${page.url()}\n${findings.join("\n")}`);
}
