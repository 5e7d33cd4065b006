#!/usr/bin/env node
// The command `byob`: wires the process to the commands and turns errors into exit codes.

import { runCli } from './cli.ts';
import { processIo } from './process-io.ts';

process.exitCode = await runCli(process.argv.slice(2), processIo());
