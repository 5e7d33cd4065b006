// The peers have a configuration of their own: they need servers that `test/peers/run` starts.

import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/peers/**/*.peer.ts'], testTimeout: 60_000 } });
