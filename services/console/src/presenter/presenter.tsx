import type { ScenarioWalk } from "@gir/contracts"
import { useEffect } from "react"
import { queryClient } from "../app/query-client.ts"
import { Link } from "../router/link.tsx"
import { PATHS } from "../router/paths.ts"
import { PhaseBadge } from "../scenarios/walk-bar.tsx"
import { WhatIf } from "../scenarios/what-if.tsx"
import { usePreferences } from "../settings/preferences.ts"
import { Button } from "../ui/button.tsx"
import { SlideBody } from "./slide-body.tsx"
import { slideTitle } from "./slide-title.ts"
import { usePresenter, type PresenterMoves } from "./use-presenter.ts"

/** One slide after the other; the engine goes on when a slide needs its next step. */
export function Presenter({ walk }: { readonly walk: ScenarioWalk }) {
  const { place, moves, said } = usePresenter(walk)
  useFreshObjects(walk)
  const slide = walk.slides[place.index]
  const step = slide === undefined ? undefined : walk.steps[slide.step - 1]
  return (
    <div className="presenter">
      <div className="row row-between">
        <span className="muted">{walk.title}</span>
        <span role="status">
          {place.index + 1} of {walk.slides.length} <PhaseBadge walk={walk} />{" "}
          {said === "" ? walk.says : said}
        </span>
      </div>
      {slide !== undefined && step !== undefined && (
        <>
          <h1 aria-live="polite">{slideTitle(slide, walk)}</h1>
          <SlideBody key={place.index} walk={walk} slide={slide} step={step} onOpen={moves.go} />
          <WhatIf walk={walk} step={step} onAsk={moves.whatIf} />
          <SpeakersNotes text={slide.notes === "" ? step.explain : slide.notes} />
        </>
      )}
      <Moves moves={moves} canGoBack={place.before !== null} canGoOn={place.next !== null} />
    </div>
  )
}

/** Gone with the key `N`, like everything that is not for the class. */
function SpeakersNotes({ text }: { readonly text: string }) {
  const { notes } = usePreferences()
  if (notes === "off") return null
  return (
    <aside className="note presenter-notes" aria-label="Speaker's notes">
      {text}
    </aside>
  )
}

interface MovesProps {
  readonly moves: PresenterMoves
  readonly canGoBack: boolean
  readonly canGoOn: boolean
}

/** What the keys do, for a hand on the mouse. */
function Moves({ moves, canGoBack, canGoOn }: MovesProps) {
  return (
    <nav className="row presenter-moves" aria-label="Presenter">
      <Button disabled={!canGoBack} onClick={moves.back}>
        ← Back
      </Button>
      <Button look="primary" disabled={!canGoOn} onClick={moves.next}>
        Next →
      </Button>
      <Button onClick={moves.restart}>R Restart</Button>
      <span className="muted">N notes · Home first</span>
      <Link to={PATHS.scenarios}>Leave</Link>
    </nav>
  )
}

/** A step changes what is recorded, and which keys there are. */
function useFreshObjects({ steps, policy, phase }: ScenarioWalk): void {
  const state = `${steps.length} ${policy} ${phase}`
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: ["recordings"] })
  }, [state])
}
