import { CombinedGraphQLErrors, ServerError } from "@apollo/client";

/** What went wrong with a whole request, by what a person can do about it. What is wrong with an input is in the payload's errors. */
export type Failure = "offline" | "signedOut" | "unavailable" | "forbidden" | "changed" | "unknown";

/** By the codes of top-level errors that docs/operations.md lists. What is not here is "unknown". */
const BY_CODE: Record<string, Failure> = {
  UNAUTHENTICATED: "signedOut",
  FORBIDDEN: "forbidden",
  SERVICE_UNAVAILABLE: "unavailable",
};

/** The service does not understand the document: an error of validation, unlike one of a field, has no path. */
const BAD_REQUEST = "BAD_USER_INPUT";

const BY_STATUS: Record<number, Failure> = { 401: "signedOut", 403: "forbidden", 502: "unavailable", 503: "unavailable", 504: "unavailable" };

export function failureOf(error: unknown): Failure {
  if (CombinedGraphQLErrors.is(error)) {
    const found = error.errors.map(({ extensions }) => BY_CODE[String(extensions?.code)]).find(Boolean);
    if (found) return found;
    return error.errors.some(({ extensions, path }) => extensions?.code === BAD_REQUEST && !path) ? "changed" : "unknown";
  }
  if (ServerError.is(error)) return BY_STATUS[error.statusCode] ?? "unknown";
  // What fetch throws where no answer came at all.
  return error instanceof TypeError ? "offline" : "unknown";
}
