import { useEnvelope } from "../recordings/recording-queries.ts"
import { Link } from "../router/link.tsx"
import { recordingPath } from "../router/paths.ts"
import { Facts, type Fact } from "../ui/facts.tsx"
import { formatBytes, formatCount } from "../ui/format.ts"
import { Loaded } from "../ui/loaded.tsx"
import type { KnownHop } from "./known-hop.ts"
import { MAX_SHOWN_WHOLE, storedBytesPath } from "./stored-bytes.ts"

/** RecipientInfo by RecipientInfo. */
export function Envelope({ file }: KnownHop) {
  const { receipt, callUUID } = file
  if (receipt.protection === null) {
    return <p>There is no envelope: the file is stored in clear.</p>
  }
  return <SealedEnvelope recordingId={callUUID} mediaId={file.mediaId} />
}

function SealedEnvelope({ recordingId, mediaId }: { recordingId: string; mediaId: string }) {
  const envelope = useEnvelope(recordingId, mediaId)
  return (
    <Loaded query={envelope} service="Web Services">
      {({ contentType, cipherTitle, recipients, content }) => (
        <>
          <Facts
            facts={[
              ["Envelope", `CMS ${contentType}, ${cipherTitle}`],
              ...recipients.map((each, index): Fact => [
                `RecipientInfo ${index}`,
                `serial ${each.serialNumber ?? "by key identifier"}, at ${formatCount(each.offset)}, the session key in ${formatBytes(each.encryptedKeyBytes ?? 0)}`,
              ]),
              ["Content", `${formatBytes(content.bytes)}, from ${formatCount(content.firstOctet)}`],
            ]}
          />
          <Link to={recordingPath(recordingId, mediaId)}>Envelope</Link>
        </>
      )}
    </Loaded>
  )
}

/** The object in the Storage Destination. */
export function Stored({ file }: KnownHop) {
  const { receipt, callUUID, mediaId } = file
  const isEncrypted = receipt.protection !== null
  return (
    <>
      <Facts
        facts={[
          ["Object", receipt.storageKey],
          ["Length", formatBytes(receipt.storedBytes)],
          ["Stored as", isEncrypted ? "ciphertext" : "clear media"],
        ]}
      />
      {isEncrypted && (
        <>
          <FirstBytes recordingId={callUUID} mediaId={mediaId} />
          <span className="row">
            <Link to={recordingPath(callUUID, mediaId)}>Envelope and hex</Link>
            {receipt.storedBytes <= MAX_SHOWN_WHOLE && (
              <a
                href={`/api${storedBytesPath(callUUID, mediaId, receipt.storedBytes)}`}
                download={`${receipt.fileName}.p7m`}
              >
                Download
              </a>
            )}
          </span>
        </>
      )}
    </>
  )
}

const SHOWN_BYTES = 32

function FirstBytes({ recordingId, mediaId }: { recordingId: string; mediaId: string }) {
  const envelope = useEnvelope(recordingId, mediaId)
  return (
    <Loaded query={envelope} service="Web Services">
      {({ bytes }) => {
        const octets = Uint8Array.from(atob(bytes[0]?.base64 ?? ""), (sign) => sign.charCodeAt(0))
        const hex = [...octets.subarray(0, SHOWN_BYTES)].map((octet) =>
          octet.toString(16).padStart(2, "0"),
        )
        return <p className="mono first-bytes">{hex.join(" ")} …</p>
      }}
    </Loaded>
  )
}
