import { defineCodes } from "../code-entry.ts"

export const PKCS12_CODES = defineCodes({
  ERR_PKCS12_MALFORMED: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "The file is no PKCS #12 file, or it is cut off or damaged.",
    next: "openssl pkcs12 -in FILE -noout reads a sound one",
  },
  ERR_PKCS12_PASSWORD_WRONG: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "The password does not open the PKCS #12 file, or the file was changed since it was written.",
    next: "Give the password that the file was written under",
  },
  ERR_PKCS12_UNSUPPORTED: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "The file is protected in a way that is not read here, or it is a keystore of another kind.",
    next: "openssl pkcs12 -legacy -in FILE -nodes | openssl pkcs12 -export -out NEW.p12",
  },
  ERR_PKCS12_KDF_COST: {
    status: 422,
    blame: "caller",
    retryable: false,
    why: "Opening the file would take minutes: it asks for more rounds of key derivation than tools write.",
    next: "Write the keystore again with the defaults of openssl pkcs12 or keytool",
  },
})
