// A SARIF file as GitHub code scanning may be given it: refused where it would close alerts that may still be true.

import { isJsonObject } from '../model/json.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { jsonFault } from './json-fault.ts';
import { oneLine } from './one-line.ts';

/** The file is no SARIF of this tool: wrong use. */
class NotSarifError extends Error {
  override readonly name = 'NotSarifError';
}

/** The file must not be uploaded: GitHub closes every alert of its category that is not in it. */
export class PartialScanError extends Error {
  override readonly name = 'PartialScanError';
}

export interface Uploadable {
  readonly text: string;
  readonly results: number;
  /** Waived results, left out: GitHub does not read `suppressions` and would show them as open alerts. */
  readonly waived: number;
}

/**
 * Reads a SARIF file of `byob`. Throws {@link NotSarifError}; and {@link PartialScanError} for a run that was
 * interrupted, or that could not read everything and had no baseline to tell what is last known.
 */
export function uploadable(text: string, toolName: string): Uploadable {
  const run = runOf(text, toolName);
  const [invocation] = listOf(run['invocations']);
  const wasInterrupted = isJsonObject(invocation) && invocation['executionSuccessful'] === false;
  const { closesOnlyFixed } = isJsonObject(run['properties']) ? run['properties'] : {};
  if (wasInterrupted || closesOnlyFixed !== true) throw new PartialScanError(reasonsOf(invocation));
  const results = listOf(run['results']);
  const kept = results.filter((result) => !isSuppressed(result));
  const { $schema, version } = JSON.parse(text) as JsonObject;
  return {
    text: JSON.stringify({ $schema, version, runs: [{ ...run, results: kept }] }),
    results: kept.length,
    waived: results.length - kept.length,
  };
}

function runOf(text: string, toolName: string): JsonObject {
  const log = parsed(text);
  if (!isJsonObject(log) || log['version'] !== '2.1.0') throw new NotSarifError('this is no SARIF 2.1.0');
  const runs = listOf(log['runs']);
  const [run] = runs;
  if (runs.length !== 1 || !isJsonObject(run)) {
    throw new NotSarifError('it must hold one run: GitHub refuses several of one category');
  }
  const driver = isJsonObject(run['tool']) ? run['tool']['driver'] : undefined;
  if (!isJsonObject(driver) || driver['name'] !== toolName) {
    throw new NotSarifError(`this is no SARIF of ${toolName}: whether it is whole cannot be told`);
  }
  return run;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new NotSarifError(`not JSON, or cut short: ${jsonFault(error)}`);
  }
}

function reasonsOf(invocation: JsonValue | undefined): string {
  const notifications = isJsonObject(invocation) ? listOf(invocation['toolExecutionNotifications']) : [];
  const texts = notifications.flatMap((entry) =>
    isJsonObject(entry) && isJsonObject(entry['message']) && typeof entry['message']['text'] === 'string'
      ? [oneLine(entry['message']['text'])]
      : [],
  );
  return texts.length === 0 ? 'the scan was partial' : texts.join(' ');
}

function isSuppressed(result: JsonValue): boolean {
  return isJsonObject(result) && listOf(result['suppressions']).length > 0;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
