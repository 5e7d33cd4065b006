// `byob init`: a commented fleet file to start from.

import { writeFile } from 'node:fs/promises';
import { Command } from '@commander-js/extra-typings';
import { FLEET_TEMPLATE } from '../../fleet/template.ts';
import { EXIT, UsageError } from '../io.ts';
import type { Io } from '../io.ts';

export function initCommand(io: Io, exit: (code: number) => void): Command {
  return new Command('init')
    .description('write a commented fleet file to start from')
    .argument('[file]', 'where to', 'byob.yaml')
    .action(async (file) => {
      try {
        // Never over an existing file: it may be the only record of the fleet.
        await writeFile(file, FLEET_TEMPLATE, { flag: 'wx' });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new UsageError(
          code === 'EEXIST'
            ? `${file} exists already; move it away, or name another file`
            : `cannot write ${file}: ${code === 'ENOENT' ? 'its folder does not exist' : code}`,
        );
      }
      io.stderr.write(`Wrote ${file}. Put your deployment and buckets in, then run: byob audit\n`);
      exit(EXIT.ok);
    }) as unknown as Command;
}
