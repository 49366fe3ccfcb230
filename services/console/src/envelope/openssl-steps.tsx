import type { EnvelopeView } from "@gir/contracts"
import { CopyButton } from "../ui/copy-button.tsx"

/** The way from the saved bytes to the clear recording, for a person with OpenSSL and a key. */
export function OpenSslSteps({ view }: { readonly view: EnvelopeView }) {
  return (
    <details>
      <summary>With OpenSSL, step by step</summary>
      <p>
        For the saved bytes, {view.savedAs}. KEY.pem and CERT.pem are the key and the certificate of
        whoever types it; nothing here holds them.
      </p>
      <ol className="stack-tight">
        {view.steps.map(({ title, command }) => (
          <li key={command}>
            {title}
            <span className="command">
              <code>{command}</code>
              <CopyButton text={command} />
            </span>
          </li>
        ))}
      </ol>
    </details>
  )
}
