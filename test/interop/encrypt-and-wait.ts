import { createReadStream, createWriteStream, readFileSync } from "node:fs"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { finished } from "node:stream/promises"
import { encryptContent } from "@gir/cms-encrypt"
import { parseCertificate } from "@gir/x509"

/** Child of cek-memory.test.ts: encrypts a file, and ends the envelope when it is told to. */
const [contentFile = "", certificateFile = "", profile = "", envelopeFile = ""] =
  process.argv.slice(2)

const { stream } = encryptContent({
  recipients: [parseCertificate(readFileSync(certificateFile, "utf8"))],
  envelopeProfile: profile === "modern" ? "modern" : "classic",
})
const envelope = createWriteStream(envelopeFile)
stream.pipe(envelope)
for await (const chunk of createReadStream(contentFile)) {
  if (!stream.write(chunk)) await once(stream, "drain")
}
process.stdout.write("begun\n")

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
if ((await lines.next()).value === "end") {
  stream.end()
  await finished(envelope)
  process.stdout.write("ended\n")
  // The process goes on living, as a recorder does.
  await lines.next()
}
