interface Explanation {
  readonly rfc: string
  readonly says: string
}

/** What a field of RFC 5652 (or RFC 5083) is for, in one sentence. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ContentInfo: {
    rfc: "RFC 5652 section 3",
    says: "The outermost wrapper: what follows, by its type.",
  },
  contentType: { rfc: "RFC 5652 section 3", says: "Says what is inside: enveloped data." },
  EnvelopedData: {
    rfc: "RFC 5652 section 6.1",
    says: "Content that was encrypted once, and the means to open it, one per recipient.",
  },
  AuthEnvelopedData: {
    rfc: "RFC 5083 section 2.1",
    says: "As EnvelopedData, and any change of the content is found.",
  },
  version: { rfc: "RFC 5652 section 6.1", says: "Which forms of recipients are used." },
  recipientInfos: {
    rfc: "RFC 5652 section 6.1",
    says: "One entry per certificate; any one of them opens the recording.",
  },
  KeyTransRecipientInfo: {
    rfc: "RFC 5652 section 6.2.1",
    says: "The session key, locked for one certificate.",
  },
  rid: {
    rfc: "RFC 5652 section 6.2.1",
    says: "Names the certificate, so that RCS knows which key to take.",
  },
  keyEncryptionAlgorithm: {
    rfc: "RFC 5652 section 6.2.1",
    says: "How the session key is locked with the certificate's public key.",
  },
  encryptedKey: {
    rfc: "RFC 5652 section 6.2.1",
    says: "The locked session key itself. Without the private key it stays locked.",
  },
  encryptedContentInfo: {
    rfc: "RFC 5652 section 6.1",
    says: "What was encrypted, with which cipher, and the result.",
  },
  contentEncryptionAlgorithm: {
    rfc: "RFC 5652 section 6.1",
    says: "The cipher of the content, with its initialization vector.",
  },
  encryptedContent: { rfc: "RFC 5652 section 6.1", says: "The recording, encrypted." },
  mac: { rfc: "RFC 5083 section 2.1", says: "The tag by which a change of the content is found." },
}

/** @returns null for a value that the RFC does not name. */
export function explain(name: string | null): Explanation | null {
  return EXPLANATIONS[name ?? ""] ?? null
}
