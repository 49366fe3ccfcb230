import type { KeystoreStatus, RcsStatus } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import type { App } from "@gir/service-kit"
import type { CaStore } from "./ca-store.ts"
import type { Keystore } from "./keystore.ts"
import type { RcsParts } from "./parts.ts"
import { readRcsProperties, restartOptions } from "./rcs-properties.ts"

/** What an administrator has to know of this node; values of passwords are never shown. */
export function statusRoutes(app: App, parts: RcsParts): void {
  const { authorization, config, keystore, caStore } = parts
  app.get(
    "/status",
    { onRequest: async (request) => authorization.sessionOrService(request, "any") },
    async (): Promise<RcsStatus> => ({
      node: config.nodeName,
      keystore: await keystoreStatus(keystore),
      caStore: caStoreStatus(caStore),
      restartOptions: [...restartOptions(config.properties, readRcsProperties(config.nodeRoot))],
    }),
  )
}

async function keystoreStatus(keystore: Keystore): Promise<KeystoreStatus> {
  try {
    return { state: "open", keyCount: (await keystore.entries()).length }
  } catch (error) {
    const { code, message } = toGirError(error)
    return { state: "sealed", code, message }
  }
}

function caStoreStatus(caStore: CaStore): RcsStatus["caStore"] {
  if (caStore.state === "loaded") {
    return { state: "loaded", certificateCount: caStore.caCertificates.length }
  }
  const message = caStore.state === "unusable" ? { message: caStore.error.message } : {}
  return { state: caStore.state, certificateCount: 0, ...message }
}
