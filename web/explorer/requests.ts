import type { GraphiQL } from "graphiql";
import type { ComponentProps } from "react";

export type Fetcher = ComponentProps<typeof GraphiQL>["fetcher"];

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string }[];
}

export interface Operation {
  query: string;
  variables?: unknown;
  operationName?: string | null;
}

const NO_TOKEN: Answer = {
  errors: [{ message: "Paste an access token at the top right to read the schema and to run operations." }],
};

/** Sends operations to `endpoint`. A header of the headers editor wins over the `token` chosen above it. */
export function fetcher(endpoint: string, token: string | null): Fetcher {
  return async (operation, options) => {
    const headers = new Headers(options?.headers);
    if (token && !headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
    if (operation.operationName === "IntrospectionQuery" && !headers.has("authorization")) return NO_TOKEN as never;
    return (await send(endpoint, named(operation), headers)) as never;
  };
}

/** GraphiQL learns of a changed name a moment late: whoever types and runs at once would ask for one that is gone. */
function named({ operationName, ...operation }: Operation): Operation {
  const isThere = operationName && new RegExp(`\\b(query|mutation)\\s+${operationName}\\b`).test(operation.query);
  return isThere ? { ...operation, operationName } : operation;
}

export async function send(endpoint: string, operation: Operation, headers: Headers): Promise<Answer> {
  headers.set("content-type", "application/json");
  // The older media type answers 200 to an operation that has errors, so that the browser does not log it as a failure.
  headers.set("accept", "application/json");
  let response: Response;
  try {
    response = await fetch(endpoint, {
      method: "POST",
      headers,
      body: JSON.stringify(operation),
      credentials: "omit",
      cache: "no-store",
    });
  } catch {
    return { errors: [{ message: "The service did not answer. Is it still running?" }] };
  }
  try {
    return (await response.json()) as Answer;
  } catch {
    return { errors: [{ message: `The service answered HTTP ${response.status} without JSON.` }] };
  }
}
