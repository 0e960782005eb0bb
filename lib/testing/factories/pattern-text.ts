const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const PRINTABLE = `${LOWER}${UPPER}${DIGITS} -_.,:;!?@#%&*()[]{}<>/+='"~^$|\``;

const CLASSES: Readonly<Record<string, string>> = { d: DIGITS, w: `${LOWER}${UPPER}${DIGITS}_`, s: ' ' };
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Chooses one of so many options. */
type Draw = (options: number) => number;
type Part = (draw: Draw) => string;

/**
 * A text that a regular expression matches, the n-th of those that it comes to; `undefined` where the expression has
 * parts that nothing can be made from, such as an assertion about what follows. It has to be checked: what is made from
 * an unusual expression may not match.
 *
 * @param repeats how often a part is repeated that may be repeated without end
 */
export function patternText(pattern: RegExp, n: number, repeats = 3): string | undefined {
  let rest = n;
  const draw: Draw = (options) => {
    const drawn = rest % options;
    rest = Math.floor(rest / options);
    return drawn;
  };
  try {
    return new PatternReader(pattern.source, repeats).read()(draw);
  } catch (error) {
    if (error instanceof UnreadablePart) return undefined;
    throw error;
  }
}

class UnreadablePart extends Error {}

class PatternReader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly repeats: number,
  ) {}

  read(): Part {
    const whole = this.alternatives();
    if (this.at < this.source.length) throw new UnreadablePart();
    return whole;
  }

  private alternatives(): Part {
    const choices = [this.sequence()];
    while (this.take('|')) choices.push(this.sequence());
    return choices.length === 1 ? choices[0]! : (draw) => choices[draw(choices.length)]!(draw);
  }

  private sequence(): Part {
    const parts: Part[] = [];
    while (this.at < this.source.length && !['|', ')'].includes(this.source[this.at]!)) parts.push(this.repeated());
    return (draw) => parts.map((part) => part(draw)).join('');
  }

  private repeated(): Part {
    const part = this.single();
    const count = this.count();
    return count === undefined ? part : (draw) => Array.from({ length: count }, () => part(draw)).join('');
  }

  /** How often the part before is repeated; `undefined` for a part without a quantifier. */
  private count(): number | undefined {
    const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.source.slice(this.at));
    if (found === null) return undefined;
    this.at += found[0].length;
    const [, sign, least, comma, most] = found;
    if (sign === '?') return 1;
    if (sign !== undefined) return this.repeats;
    if (comma === '') return Number(least);
    return most === '' ? Math.max(Number(least), this.repeats) : Math.min(Number(most), Math.max(Number(least), 3));
  }

  private single(): Part {
    const character = this.source[this.at++]!;
    switch (character) {
      case '^':
      case '$':
        return () => '';
      case '.':
        return oneOf(LOWER);
      case '(':
        return this.group();
      case '[':
        return oneOf(this.set());
      case '\\':
        return this.escaped();
      default:
        return () => character;
    }
  }

  private group(): Part {
    if (this.take('?') && !this.take(':')) {
      const name = /^<\w+>/.exec(this.source.slice(this.at));
      if (name === null) throw new UnreadablePart();
      this.at += name[0].length;
    }
    const inside = this.alternatives();
    if (!this.take(')')) throw new UnreadablePart();
    return inside;
  }

  private escaped(): Part {
    if (/[bB]/.test(this.source[this.at] ?? '')) {
      this.at++;
      return () => '';
    }
    if (/[1-9k]/.test(this.source[this.at] ?? '')) throw new UnreadablePart();
    return oneOf(this.escapedSet());
  }

  /** The characters that `\d`, `\p{L}` or `\.` stands for. */
  private escapedSet(): string {
    const character = this.source[this.at++] ?? '';
    const property = /^\{([^}]*)\}/.exec(this.source.slice(this.at));
    if (character === 'p' && property !== null) {
      this.at += property[0].length;
      return propertySet(property[1]!);
    }
    const lower = CLASSES[character.toLowerCase()];
    if (lower !== undefined) return CLASSES[character] ?? without(lower);
    if (/[pPuxc]/.test(character)) throw new UnreadablePart();
    return CONTROLS[character] ?? character;
  }

  private set(): string {
    const isNegated = this.take('^');
    let characters = '';
    while (this.source[this.at] !== ']') {
      if (this.at >= this.source.length) throw new UnreadablePart();
      const first = this.member();
      if (this.source[this.at] === '-' && this.source[this.at + 1] !== ']' && first.length === 1) {
        this.at++;
        characters += range(first, this.member());
      } else characters += first;
    }
    this.at++;
    return isNegated ? without(characters) : characters;
  }

  private member(): string {
    const character = this.source[this.at++]!;
    return character === '\\' ? this.escapedSet() : character;
  }

  private take(character: string): boolean {
    if (this.source[this.at] !== character) return false;
    this.at++;
    return true;
  }
}

function oneOf(characters: string): Part {
  if (characters === '') throw new UnreadablePart();
  return (draw) => characters[draw(characters.length)]!;
}

function without(characters: string): string {
  return Array.from(PRINTABLE)
    .filter((character) => !characters.includes(character))
    .join('');
}

function range(first: string, last: string): string {
  const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
  // Of a long range the beginning is enough.
  const length = Math.max(0, Math.min(to - from + 1, 128));
  return String.fromCharCode(...Array.from({ length }, (_, index) => from + index));
}

function propertySet(name: string): string {
  if (/^(Lu|Uppercase)/.test(name)) return UPPER;
  if (name.startsWith('N')) return DIGITS;
  if (/^(L|Alpha|Script=Latin)/.test(name)) return LOWER;
  throw new UnreadablePart();
}
