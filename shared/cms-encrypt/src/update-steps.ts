/** `cipher.update` refuses 2^31 bytes; anything near is better taken in steps. */
const MAX_UPDATE_BYTES = 2 ** 28

/** What a cipher is given, in parts that it takes: nearly always one. */
export function stepsOf(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length <= MAX_UPDATE_BYTES) return [bytes]
  const steps: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += MAX_UPDATE_BYTES) {
    steps.push(bytes.subarray(at, at + MAX_UPDATE_BYTES))
  }
  return steps
}
