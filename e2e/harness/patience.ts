/** How long a state may take to come, in milliseconds. Nothing waits for time itself. */
export const PATIENCE = 20_000;
