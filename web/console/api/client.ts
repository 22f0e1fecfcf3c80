import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { ErrorLink } from "@apollo/client/link/error";

import { failureOf } from "./failures";
import generated from "./generated/possible-types";

interface Options {
  endpoint: string;
  token: string;
  /** Called when the service does not accept the token (any more). */
  onSignedOut: () => void;
}

/** One client, with a cache of its own, for each sign-in: nothing that one person read is ever shown to another. */
export function makeClient({ endpoint, token, onSignedOut }: Options): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache({
      possibleTypes: generated.possibleTypes,
      // A connection is kept by all of its arguments: a page of the table is a view by itself, with an address of its own.
      typePolicies: {
        Viewer: { merge: true },
        SessionSchedule: { merge: true },
      },
    }),
    link: ApolloLink.from([
      new ErrorLink(({ error }) => {
        if (failureOf(error) === "signedOut") onSignedOut();
      }),
      new HttpLink({
        uri: endpoint,
        headers: { authorization: `Bearer ${token}` },
        credentials: "omit",
        fetchOptions: { cache: "no-store" },
      }),
    ]),
    defaultOptions: { watchQuery: { fetchPolicy: "cache-and-network", nextFetchPolicy: "cache-first" } },
    devtools: { enabled: false },
  });
}
