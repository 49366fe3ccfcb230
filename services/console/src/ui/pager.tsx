import { setQuery } from "../router/address.ts"
import { Button } from "./button.tsx"
import { formatCount } from "./format.ts"

interface PagerProps {
  /** Items before the first one that is shown. */
  readonly skipped: number
  readonly shown: number
  readonly matching: number
}

const PAGE_SIZE = 100

/** `1 to 100 of 1,204`, and the ways to the pages beside; the page stands in the address. */
export function Pager({ skipped, shown, matching }: PagerProps) {
  const page = Math.floor(skipped / PAGE_SIZE) + 1
  const open = (next: number): void => setQuery("page", next === 1 ? "" : String(next))
  return (
    <span className="row">
      <span role="status">
        {shown === 0
          ? `0 of ${formatCount(matching)}`
          : `${formatCount(skipped + 1)} to ${formatCount(skipped + shown)} of ${formatCount(matching)}`}
      </span>
      {skipped > 0 && (
        <Button aria-label="Previous page" onClick={() => open(page - 1)}>
          ◂
        </Button>
      )}
      {skipped + shown < matching && (
        <Button aria-label="Next page" onClick={() => open(page + 1)}>
          ▸
        </Button>
      )}
    </span>
  )
}
