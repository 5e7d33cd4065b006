// The name and version of this tool, as reports carry them.

import packageJson from '../../package.json' with { type: 'json' };

export const TOOL = { name: packageJson.name, version: packageJson.version } as const;
