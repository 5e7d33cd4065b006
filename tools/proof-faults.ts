// `node tools/proof-faults.ts`: makes every call of every reader fail in every way, and writes docs/faults.md.

import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { faultMatrix } from '../test/proof/fault-matrix.ts';
import { matrixSection } from '../test/proof/fault-page.ts';
import { throttlingSection } from '../test/proof/throttling.ts';

const INTRODUCTION = `# When something goes wrong

Each cell is a scan of a fleet in which one call of one bucket fails in one way, against the sandbox and through the real
SDKs. It says what the bucket is told to be: every rule that needs what is missing is open ("could not verify") with this
cause, and with the missing permission where the call was denied. Every cell also holds that

- all else of the bucket is read and judged as without the fault,
- no finding and no pass is there that is not there without the fault,
- another bucket of the same fleet is read and judged as without the fault.

\`npm test\` makes all of it again and compares; \`node tools/proof-faults.ts\` writes this page.

| column | what happens |
|---|---|
| denied | the service refuses for want of a permission |
| throttled | every try is answered with 503 SlowDown, ThrottlingException or 429 |
| hang | the connection stands, no answer comes |
| reset | the connection is closed without an answer |
| truncated | half of the body comes, then the connection is closed |
| HTML | 200 with the page of a proxy that wants a sign-in |
| 500 | every try is answered with the service's internal error |
| DNS | the name of the endpoint does not resolve |
| expired | the session, or the token, has expired |
| clock | this machine's clock is off (signatures carry the time; tokens of Google and Azure do not) |
| redirects | each answer names another region (S3 only) |

An empty cell: the call cannot fail so. \`*\`: no rule asks for it at this provider, so nothing is open; the evidence says it.
\`part left out\`: a custom role that cannot be read leaves its binding known and its permissions not; the rules that need them
are open and say so. An answer to \`HeadBucket\` has no body that could tell why it is refused; with expired credentials or a
wrong clock, \`GetBucketLocation\`, which is asked first, tells it and ends the bucket. That the key of a storage address is
refused is no fault of the audit but a finding (\`access-key-works\`).

`;

const cells = await faultMatrix();
const wrong = cells.flatMap(({ row, fault, problems }) =>
  problems.map((problem) => `${row.provider} ${row.operation} ${fault}: ${problem}`),
);
if (wrong.length > 0) throw new Error(`the page is not written:\n${wrong.join('\n')}`);
const page = `${INTRODUCTION}## Calls and faults\n\n${await matrixSection(cells)}\n## Throttling and dead endpoints\n\n${await throttlingSection()}`;
writeFileSync(
  new URL('../docs/faults.md', import.meta.url),
  await format(page, { parser: 'markdown', printWidth: 110 }),
);
