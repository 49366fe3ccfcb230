/** RFC 5652 §4: id-data. */
export const id_data = "1.2.840.113549.1.7.1"
/** RFC 5652 §6.1: id-envelopedData. */
export const id_envelopedData = "1.2.840.113549.1.7.3"
/** RFC 5083 §2: id-ct-authEnvelopedData. */
export const id_ct_authEnvelopedData = "1.2.840.113549.1.9.16.1.23"

/** RFC 8017 §A.1: rsaEncryption, which in CMS means RSAES-PKCS1-v1_5 (RFC 3370 §4.2.1). */
export const rsaEncryption = "1.2.840.113549.1.1.1"
/** RFC 8017 §A.2.1 */
export const id_RSAES_OAEP = "1.2.840.113549.1.1.7"
/** RFC 8017 §A.2.1 */
export const id_mgf1 = "1.2.840.113549.1.1.8"
/** RFC 8017 §A.2.1 */
export const id_pSpecified = "1.2.840.113549.1.1.9"
