import { generateKeyPair, issueCertificate } from "@gir/x509"
import { encryptContent, pemEncoder, type ContentCipher, type KeyTransport } from "@gir/cms-encrypt"
import { memorySource, openEnvelope, rsaRecipientKey } from "@gir/cms-decrypt"
import { randomBytes } from "node:crypto"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
const pair = await generateKeyPair(2048)
const { certificate } = issueCertificate({
  subject: { commonName: "A" },
  role: "recording",
  issuer: "self",
  privateKey: pair.privateKey,
  publicKey: pair.publicKey,
  notBefore: new Date(0),
  notAfter: new Date(2e12),
})
const key = rsaRecipientKey({ certificate, privateKey: pair.privateKey })
let n = 0
for (const cipher of ["aes128-cbc", "aes256-cbc", "aes192-gcm", "aes256-gcm"] as ContentCipher[])
  for (const keyTransport of ["pkcs1", "oaep-sha1", "oaep-sha256", "oaep-sha512"] as KeyTransport[])
    for (const known of [true, false])
      for (const pem of [false, true])
        for (const size of [0, 1, 15, 16, 17, 65535, 65536, 1048575, 1048576, 1048577, 3_000_000])
          for (const withSegments of pem ? [false] : [true, false]) {
            const data = randomBytes(size)
            const e = encryptContent({
              recipients: [certificate],
              envelopeProfile: "classic",
              cipher,
              keyTransport,
              ...(known ? { contentBytes: size } : {}),
            })
            let s: Readable = Readable.from([data]).pipe(e.stream)
            if (pem) s = s.pipe(pemEncoder())
            const out = await buffer(s)
            const o = await openEnvelope(memorySource(out), {
              keys: [key],
              segments: withSegments ? e.segments() : null,
              policy: "compat",
            })
            const back = await buffer(o.content())
            if (!back.equals(data))
              throw new Error([cipher, keyTransport, known, pem, size, withSegments].join())
            if ((await o.contentBytes()) !== size) throw new Error("size")
            for (const [from, to] of [
              [0, 1],
              [1, 17],
              [15, 40],
              [1000, 70000],
              [1048570, 1048600],
              [size - 5, size],
            ] as const)
              if (from >= 0 && to <= size) {
                const r = await buffer(o.content({ from, to }))
                if (!r.equals(data.subarray(from, to)))
                  throw new Error(
                    [
                      "range",
                      from,
                      to,
                      cipher,
                      keyTransport,
                      known,
                      pem,
                      size,
                      withSegments,
                    ].join(),
                  )
              }
            o.close()
            n++
          }
console.log(n, "ok")
