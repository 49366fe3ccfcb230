import { createPrivateKey } from "node:crypto"
import { createInterface } from "node:readline"
import { readFileSync } from "node:fs"
import { memorySource, openEnvelope, rsaRecipientKey } from "@gir/cms-decrypt"
import { parseCertificate } from "@gir/x509"

/** Child of cek-memory.test.ts: opens an envelope, reads it, and closes it when it is told to. */
const [envelopeFile = "", certificateFile = "", keyFile = ""] = process.argv.slice(2)

const opened = await openEnvelope(memorySource(readFileSync(envelopeFile)), {
  keys: [
    rsaRecipientKey({
      certificate: parseCertificate(readFileSync(certificateFile, "utf8")),
      privateKey: createPrivateKey(readFileSync(keyFile, "utf8")),
    }),
  ],
  segments: null,
  policy: "compat",
})
let bytes = 0
for await (const chunk of opened.content() as AsyncIterable<Buffer>) bytes += chunk.length
const abandoned = opened.content()
abandoned.once("data", () => abandoned.destroy())
await new Promise((resolve) => abandoned.once("close", resolve))
process.stdout.write(`read ${bytes}\n`)

for await (const line of createInterface({ input: process.stdin })) {
  if (line !== "close") break
  opened.close()
  process.stdout.write("closed\n")
}
