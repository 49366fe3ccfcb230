import type { DecryptionProxySettings } from "@gir/contracts"
import { CopyButton } from "../ui/copy-button.tsx"
import { Note } from "../ui/note.tsx"
import { useDecryptionProxy } from "./screen-certificate-queries.ts"

/** Seed: "Setting up the Decryption Proxy". The guide does it with curl, so there is no form. */
export function DecryptionProxyNote() {
  const { data } = useDecryptionProxy()
  if (data === undefined) return null
  if (data.prefixes.length === 0) {
    return (
      <Note status="warning">
        No decrypt-uri-prefix is set: players find no recording. <CopyCurl settings={data} />
      </Note>
    )
  }
  return (
    <Note>
      {data.prefixes.map(({ location, value }) => (
        <span key={location}>
          decrypt-uri-prefix <code>{location}</code> → <code>{value}</code>
        </span>
      ))}
      <span>A location serves those below it: /US serves /US/AK and /US/HI.</span>
      <CopyCurl settings={data} />
    </Note>
  )
}

/** The guide's command, filled in for this installation. */
function CopyCurl({ settings }: { readonly settings: DecryptionProxySettings }) {
  const { rwsUrl, contactCenterId, prefixes } = settings
  const [first] = prefixes
  const body = {
    name: "decrypt-uri-prefix",
    location: first?.location ?? "/",
    value: first?.value ?? "<rcs uri>/rcs",
  }
  const address = `${rwsUrl}/api/v2/ops/contact-centers/${contactCenterId}/settings/screen-recording`
  const command = `curl -u ops:ops -X POST -d '${JSON.stringify(body)}' ${address} --header "Content-Type: application/json"; echo`
  return <CopyButton text={command} label="Copy curl" />
}
