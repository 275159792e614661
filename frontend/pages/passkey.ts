import { answered, ceremony } from "./webauthn.ts";

/** A form whose button asks the browser for a passkey (or a new one) and then sends what it said. */
function passkeyForm(form: HTMLFormElement): void {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(form, "");
    try {
      await fill(form);
      form.submit();
    } catch (error) {
      // Cancelled, timed out, unknown key: the browser tells them apart, and the person need not.
      if (!(error instanceof Error)) throw error;
      say(form, form.querySelector<HTMLElement>("[data-failed]")?.dataset.failed ?? "");
    }
  });
}

function say(form: HTMLFormElement, words: string): void {
  const place = form.querySelector<HTMLElement>("[data-failed]");
  if (place) place.textContent = words;
}

async function fill(form: HTMLFormElement): Promise<void> {
  const credential = await answered(await optionsOf(form), "creates" in form.dataset);
  (form.elements.namedItem("credential") as HTMLInputElement).value = JSON.stringify(credential);
}

async function optionsOf(form: HTMLFormElement): Promise<string> {
  const { options, passkey } = form.dataset;
  return options || ceremony(passkey ?? "");
}

const able = "PublicKeyCredential" in window;
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]"))
  if (able) passkeyForm(form);
  else form.hidden = true;
for (const words of document.querySelectorAll<HTMLElement>("[data-no-passkeys]")) words.hidden = able;
