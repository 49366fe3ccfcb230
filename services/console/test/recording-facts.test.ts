import type { MediaFileMetadata } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { recipientsOf } from "../src/recordings/recording-facts.ts"

const A = "a".repeat(64)
const B = "b".repeat(64)

describe("recipients", () => {
  it("are named once, however many parts name them", () => {
    const files = [file("call", [A, B]), file("mux", [A])]
    expect(
      recipientsOf(files, [A]).map(({ serialNumber, isHeld }) => [serialNumber, isHeld]),
    ).toEqual([
      ["AAAA", true],
      ["BBBB", false],
    ])
  })
})

function file(kind: "call" | "mux", certificates: readonly string[]): MediaFileMetadata {
  const recipients = certificates.map((certificateSha256) => ({
    issuer: "CN=CA",
    serialNumber: certificateSha256.slice(0, 4).toUpperCase(),
    subject: "Interaction Recording",
    certificateSha256,
  }))
  const protection = {
    container: "pkcs7",
    envelopeProfile: "classic",
    cipher: "aes256-cbc",
    recipients,
  } as const
  return {
    parameters: { agentId: "1001" },
    receipt: { kind, protection: recipients.length === 0 ? null : protection },
  } as unknown as MediaFileMetadata
}
