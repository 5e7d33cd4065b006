// What is checked of the package: it must be built first, by `test/deploy/run`.

import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/deploy/**/*.packaged.ts'], testTimeout: 60_000 } });
