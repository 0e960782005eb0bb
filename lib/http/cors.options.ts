/** Which pages of other origins may read answers. */
export interface CorsOptions {
  /** Origins such as `https://app.example.com`, or `*` for all of them. */
  readonly origins: '*' | readonly string[];
  /** Whether browsers may send cookies and the like. Never with `*`. Default `false`. */
  readonly credentials?: boolean;
  /** Header fields of requests. Default: those that are asked for. */
  readonly allowedHeaders?: readonly string[];
  /** Header fields of answers that pages may read, beside those of this package. */
  readonly exposedHeaders?: readonly string[];
  /** How long a browser may remember, in seconds. Default 600. */
  readonly maxAgeSeconds?: number;
}
