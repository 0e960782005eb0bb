export interface MissingService {
  readonly name: string;
  readonly variable: string;
  readonly refusals: readonly string[];
}
export function ensureServices(options?: {
  readonly bringUp?: boolean;
  readonly say?: (line: string) => void;
}): Promise<MissingService[]>;
export function describeMissing(missing: readonly MissingService[]): string;
