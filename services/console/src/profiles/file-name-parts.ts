import type { FileNamePart } from "@gir/contracts"

/** The check boxes of "Recording File Name Template", in the order of the guide's screen. */
export const FILE_NAME_PARTS: readonly FileNamePart[] = [
  "ID",
  "SIP Server Application Name",
  "ANI",
  "DNIS",
  "Date Time",
  "Call UUID",
  "Connection ID",
  "Agent ID",
  "MCP Date Time",
]

/** @returns the template with the part at its end, or without it; the order is that of ticking. */
export function togglePart(
  template: readonly FileNamePart[],
  part: FileNamePart,
): readonly FileNamePart[] {
  return template.includes(part) ? template.filter((each) => each !== part) : [...template, part]
}
