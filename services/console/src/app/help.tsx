import { useAddress } from "../router/address.ts"
import { Dialog } from "../ui/dialog.tsx"
import { guideTextOf } from "./guide-text.ts"
import { SHORTCUTS } from "./shortcuts.ts"

/** This screen's guide text, the keys, and the words. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const guide = guideTextOf(useAddress().path)
  return (
    <Dialog title="Help" isText onClose={onClose}>
      <div className="stack">
        <h3>{guide.title}</h3>
        <p>{guide.path}</p>
        {guide.quotes.map((quote) => (
          <blockquote key={quote}>{quote}</blockquote>
        ))}
        <h3>Keys</h3>
        <dl className="keys">
          {SHORTCUTS.map(({ keys, does }) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <h3>Words</h3>
        <dl className="words">
          {WORDS.map(({ word, meaning }) => (
            <div key={word}>
              <dt>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  )
}

const WORDS = [
  {
    word: "recording certificate",
    meaning: "The public key that recordings are encrypted to. A profile can hold several.",
  },
  {
    word: "keystore",
    meaning: "Where RCS keeps the private keys. Without the right key, a recording is lost.",
  },
  {
    word: "session key",
    meaning: "The content-encryption key (CEK) of one media file, locked once per certificate.",
  },
  {
    word: "plays",
    meaning: "RCS opened it, and what came out has the fingerprint of what was recorded.",
  },
  {
    word: "upload, deploy, assign",
    meaning: "To the keystore; to a profile; to screen recordings.",
  },
]
