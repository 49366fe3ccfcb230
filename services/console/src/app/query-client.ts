import { QueryClient } from "@tanstack/react-query"

/**
 * Nothing is fetched again behind the user's back, as GAX does not either; a page that is live says
 * so with an interval of its own.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: Infinity, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
})
