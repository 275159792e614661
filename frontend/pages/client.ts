import { digitsOf, grouped, leftOf } from "./code.ts";
import "../theme/client.css";

/** Every page works without this script; it makes the code easier to give and says how long it lasts. */
function easeCode(field: HTMLInputElement): void {
  field.removeAttribute("maxlength");
  const write = (text: string) => {
    field.value = grouped(digitsOf(text));
  };
  field.addEventListener("input", () => write(field.value));
  field.addEventListener("paste", (event) => {
    event.preventDefault();
    write(event.clipboardData?.getData("text") ?? "");
  });
  field.form?.addEventListener("submit", () => {
    field.value = digitsOf(field.value);
  });
}

/** ``data-until``: the time left until then, every second; at the end the element named by ``data-then`` appears. */
function countDown(place: HTMLElement): void {
  const until = new Date(place.dataset.until ?? "").getTime();
  const tick = () => {
    const left = until - Date.now();
    place.textContent = leftOf(left);
    if (left > 0) return;
    clearInterval(timer);
    document.getElementById(place.dataset.then ?? "")?.removeAttribute("hidden");
  };
  const timer = setInterval(tick, 1000);
  tick();
}

for (const field of document.querySelectorAll<HTMLInputElement>("input[autocomplete='one-time-code']"))
  easeCode(field);
for (const place of document.querySelectorAll<HTMLElement>("[data-until]")) countDown(place);
