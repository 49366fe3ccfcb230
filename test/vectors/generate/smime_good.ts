import { enveloped } from "./kit/envelope.ts"
import { writeVector } from "./kit/write-vector.ts"

const base64 = Buffer.from(enveloped()).toString("base64").replace(/.{64}/g, "$&\n")
const mail = `MIME-Version: 1.0
Content-Disposition: attachment; filename="smime.p7m"
Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"
Content-Transfer-Encoding: base64

${base64}
`

writeVector(import.meta.url, {
  expect: "success",
  comment: "in a mail, as openssl smime writes it",
  envelope: Buffer.from(mail),
})
