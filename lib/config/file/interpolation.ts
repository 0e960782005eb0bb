/** A text with its variables filled in. */
export interface Interpolated {
  readonly text: string;
  /** Whether there were variables in it: then its value may be a secret. */
  readonly hasVariables: boolean;
  /** Names of variables that are not set, or empty, and have no default. */
  readonly missing: readonly string[];
  /** Whether a `${` begins no variable. */
  readonly isMalformed: boolean;
}

const MARK = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g;

/**
 * Fills in `${NAME}` and `${NAME:-default}`; `$${` stands for `${`. What a variable holds is not looked at again. A
 * variable that is empty counts as one that is not set, as everywhere in the environment.
 */
export function interpolate(text: string, variables: Readonly<Record<string, string | undefined>>): Interpolated {
  const missing: string[] = [];
  let hasVariables = false;
  let isMalformed = false;
  const filled = text.replace(MARK, (mark: string, name: string | undefined, fallback: string | undefined) => {
    if (mark === '$${') return '${';
    hasVariables = true;
    if (name === undefined) {
      isMalformed = true;
      return mark;
    }
    const value = Object.hasOwn(variables, name) ? variables[name] || fallback : fallback;
    if (value === undefined) missing.push(name);
    return value ?? '';
  });
  return { text: filled, hasVariables, missing, isMalformed };
}

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** What YAML would have made of a plain scalar with this text: a number, true, false, nothing, or the text itself. */
export function plainValue(text: string): string | number | boolean | null {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^(?:null|Null|NULL|~|)$/.test(text)) return null;
  return NUMBER.test(text) ? Number(text) : text;
}
