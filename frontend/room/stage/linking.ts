import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { App } from "../app.ts";
import { ruleOf } from "../state.ts";

export type Links = typeof import("../links/links.tsx");

/** The code of links: loaded once the stage is there, where links may be sent or have been. */
export function useLinks(app: App): Links | null {
  const code = useSignal<Links | null>(null);
  const { snapshot } = app.state.value;
  const wanted = ruleOf(snapshot, "chat")?.value === "links" || (snapshot.links?.links.length ?? 0) > 0;
  useEffect(() => {
    if (!wanted) return;
    void import("../links/links.tsx").then((loaded) => {
      code.value = loaded;
    });
  }, [wanted]);
  return code.value;
}
