import { recipientsOf } from "../recordings/recording-facts.ts"
import { usePreferences } from "../settings/preferences.ts"
import { Facts } from "../ui/facts.tsx"
import { formatBytes, formatDuration, formatTime } from "../ui/format.ts"
import { fingerprintText, type KnownHop } from "./known-hop.ts"

/** What was said or shown. */
export function Source({ file, detail: { recording } }: KnownHop) {
  const { clock } = usePreferences()
  const { receipt, parameters } = file
  return (
    <Facts
      facts={[
        ["Caller", recording.callerPhoneNumber],
        ["Dialed", recording.dialedPhoneNumber],
        ["Agent", parameters["agentId"]],
        ["From", `${formatTime(receipt.startTime, clock)}, ${formatDuration(receipt.durationMs)}`],
        ["Media", `${receipt.type}, ${formatBytes(receipt.plaintextBytes)} in clear`],
        ["Fingerprint", fingerprintText(file)],
        ["Kept", "the fingerprint only: the original itself is nowhere on a disk"],
      ]}
    />
  )
}

/** Certificates chosen, and why. */
export function Encrypting({ file, detail }: KnownHop) {
  const { clock } = usePreferences()
  const { receipt, ivrprofile, tenant, parameters } = file
  const recipients = recipientsOf([file], detail.heldCertificateIds)
  const why =
    recipients.length === 0
      ? "no certificate is assigned, so it is stored in clear"
      : `on the profile, chains to the CA file, and valid at ${formatTime(receipt.startTime, clock)}`
  const chosen = recipients.map(({ subject, serialNumber }) => `${subject}, serial ${serialNumber}`)
  return (
    <Facts
      facts={[
        ["Profile", ivrprofile === "" ? undefined : `${ivrprofile} of ${tenant}`],
        ["Profile version", receipt.kind === "call" ? parameters["ivrProfileVersion"] : undefined],
        ["Node", parameters["mcp"]],
        ["Certificates", chosen.length === 0 ? "none" : chosen.join(" · ")],
        ["Why", receipt.kind === "call" ? why : whyOf(receipt.kind, chosen.length)],
        ["Cipher", receipt.protection?.cipher],
        ["Session key", receipt.protection === null ? "none" : "one for this file, then forgotten"],
      ]}
    />
  )
}

function whyOf(kind: "screen" | "mux", count: number): string {
  if (count === 0) return "no certificate is assigned, so it is stored in clear"
  return kind === "mux" ? "those of the call" : "assigned to screen recordings"
}
