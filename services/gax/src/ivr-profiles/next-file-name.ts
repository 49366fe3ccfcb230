import { type FileNamePreviewRequest, MEDIA_EXTENSIONS } from "@gir/contracts"
import { DEFAULT_FILE_NAME_TEMPLATE, renderFileName } from "@gir/ivr-profile"

/** A call that has every part; its id is long and its numbers are short, as in real ones. */
const SAMPLE_CALL = {
  recordingId: "0A1B2C3D4E5F60718293A4B5C6D7E8F9",
  callerPhoneNumber: "+14155550123",
  dialedPhoneNumber: "5001",
  agentId: "agent-17",
  connectionId: "00710302AB12C045",
}

/** @returns the name that a call recorded now would get. */
export function nextFileName(
  { fileNameTemplate, mimeType }: FileNamePreviewRequest,
  now: Date,
): string {
  const template = fileNameTemplate.length === 0 ? DEFAULT_FILE_NAME_TEMPLATE : fileNameTemplate
  const name = renderFileName({ fileNameTemplate: template }, { ...SAMPLE_CALL, startTime: now })
  return `${name}${MEDIA_EXTENSIONS[mimeType]}`
}
