/** A failure of set-up that its user can mend: what failed, and what to do. */
export class SetupError extends Error {
  /** Always `SetupError`. */
  override name = "SetupError";
  /** What to do, in a sentence or two. */
  readonly advice: string;

  /** Says what failed and what to do. */
  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

const AGAIN = "Then run the same command again: what is done stays done.";

/** The first pattern that fits a tool's output gives the advice; the order is from exact to vague. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /no space left|os error 28|ENOSPC|disk is full|quota exceeded/i,
    "Set-up needs about 2.5 GB of free disk, 1.5 GB of it for the package cache, which the variable " +
    `UV_CACHE_DIR may place on another disk. ${AGAIN}`,
  ],
  [
    /ensurepip|No module named (venv|pip)/i,
    "Python's own installer is missing. On Debian and Ubuntu: sudo apt install python3-venv. " +
    `Without administrator's rights, put the program uv on the PATH instead. ${AGAIN}`,
  ],
  [
    /hash mismatch|do not match the hashes/i,
    "A package differs from the one recorded here: look at the mirror or proxy in between, and empty " +
    `the cache (.venv/bin/uv cache clean). ${AGAIN}`,
  ],
  [
    /certificate|UnknownIssuer|SSLError|TLS/i,
    "A proxy seems to sign connections anew: name its certificates with " +
    `SSL_CERT_FILE=/path/to/certificates.pem. ${AGAIN}`,
  ],
  [
    /dns|resolve host|name resolution|connect|timed out|timeout|unreachable|network|error sending request/i,
    "The Python package index did not answer. Check the network; behind a proxy set HTTPS_PROXY, with a " +
    `mirror set UV_DEFAULT_INDEX to its address. ${AGAIN}`,
  ],
  [
    /permission denied|os error 13|EACCES|read-only file system|EROFS|no permission/i,
    "The repository's folder and the package cache (UV_CACHE_DIR, default ~/.cache/uv) must be " +
    `writable by you. ${AGAIN}`,
  ],
  [
    /no wheels|no matching distribution|no solution found|not supported/i,
    "There is no ready-made package for this machine: Linux x86_64 or aarch64 with glibc 2.28, or macOS " +
    "12 on arm64, and Python 3.10 or newer, are needed.",
  ],
];

/** What to do about a tool's failure, from what it printed. */
export function adviceFor(output: string): string {
  for (const [pattern, advice] of ADVICE) if (pattern.test(output)) return advice;
  return `The tool's own words are above. ${AGAIN}`;
}
