/** RFC 5280 §4.1.2.2: "Conforming CAs MUST NOT use serialNumber values longer than 20 octets". */
export const MAX_SERIAL_NUMBER_OCTETS = 20

/**
 * Upper-case hexadecimal of even length without leading zero octets, `01` for 1, so that `01` and
 * `0001` are the same number everywhere.
 *
 * @param octets the content of the INTEGER.
 */
export function printSerialNumber(octets: Uint8Array): string {
  const first = octets.findIndex((octet) => octet !== 0)
  const significant = first === -1 ? Uint8Array.of(0) : octets.subarray(first)
  return Buffer.from(significant).toString("hex").toUpperCase()
}

/**
 * @returns what is wrong with the number of RFC 5280 §4.1.2.2: positive, at most 20 octets;
 * `null` when it conforms.
 */
export function serialNumberFault(octets: Uint8Array): string | null {
  if (octets[0]! >= 0x80) return "the serial number is negative"
  if (octets.every((octet) => octet === 0)) return "the serial number is zero"
  if (octets.length > MAX_SERIAL_NUMBER_OCTETS) return "the serial number is longer than 20 octets"
  return null
}
