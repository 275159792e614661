/** A button with ``data-copies`` copies the field it names, and says so. Without a script the text can be marked. */
export function offerCopying(button: HTMLButtonElement): void {
  const field = document.getElementById(button.dataset.copies ?? "") as HTMLInputElement | null;
  if (!field || !("clipboard" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    field.select();
    navigator.clipboard.writeText(field.value).then(
      () => {
        button.textContent = button.dataset.copied ?? "";
      },
      () => field.focus(), // refused: it is marked, and can be copied by hand
    );
  });
}
