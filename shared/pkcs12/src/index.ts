export { readPkcs12, type Pkcs12Contents, type ReadPkcs12Options } from "./read-pkcs12.ts"
export { writePkcs12, type Pkcs12Entry } from "./write-pkcs12.ts"
