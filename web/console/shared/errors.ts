// A payload's errors, each at its field: the path of an error leads to the argument that it is about.
interface PayloadError {
  message: string;
  path: readonly string[];
}

/**
 * The messages by field. `fields` are the paths of the form's fields below the mutation's input, as "schedule.endTime";
 * an error belongs to the longest of them that its path begins with. `rest` are those of no field.
 */
export function errorsByField<E extends PayloadError>(errors: readonly E[], fields: readonly string[]): { byField: Record<string, string>; rest: E[] } {
  const byLength = [...fields].sort((a, b) => b.length - a.length);
  const byField: Record<string, string> = {};
  const rest: E[] = [];
  for (const error of errors) {
    const path = (error.path[0] === "input" ? error.path.slice(1) : error.path).join(".");
    const field = byLength.find((name) => path === name || path.startsWith(`${name}.`));
    if (field === undefined) rest.push(error);
    else byField[field] = byField[field] ? `${byField[field]} ${error.message}` : error.message;
  }
  return { byField, rest };
}
