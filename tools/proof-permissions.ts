// `node tools/proof-permissions.ts`: takes each printed permission away in turn, and writes docs/permissions.md.

import { writeFileSync } from 'node:fs';
import { CLOUDS, lostWithout, unlistedWithout } from '../test/proof/least-privilege.ts';
import type { Lost, Unlisted } from '../test/proof/least-privilege.ts';
import { permissionsPage } from '../test/proof/permissions-page.ts';

const lost: Lost[] = [];
const unlisted: Unlisted[] = [];
for (const cloud of CLOUDS) {
  lost.push(...(await lostWithout(cloud)));
  unlisted.push(...(await unlistedWithout(cloud)));
}
const wrong = [...lost, ...unlisted].flatMap(({ permission, problems }) =>
  problems.map((problem) => `${permission}: ${problem}`),
);
if (wrong.length > 0) throw new Error(`the page is not written:\n${wrong.join('\n')}`);
writeFileSync(new URL('../docs/permissions.md', import.meta.url), await permissionsPage(lost, unlisted));
