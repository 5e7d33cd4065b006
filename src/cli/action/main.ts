// What action.yml runs: wires the process to the action.

import { processIo } from '../process-io.ts';
import { runAction } from './action.ts';

process.exitCode = await runAction(processIo());
