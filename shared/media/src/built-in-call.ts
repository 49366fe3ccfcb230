import { fileURLToPath } from "node:url"

/**
 * The call that ships with the product: 30 s of speech, agent left, customer right, 8 kHz mu-law.
 *
 * @returns its path; the folder `assets` lies beside `src`.
 */
export function builtInCallPath(): string {
  return fileURLToPath(new URL("../assets/built-in-call.wav", import.meta.url))
}
