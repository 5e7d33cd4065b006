// The fault matrix as a table of docs/faults.md.

import { format } from 'prettier';
import type { Cell } from './fault-matrix.ts';
import { FAULTS } from './faults.ts';

const TITLES: Readonly<Record<string, string>> = {
  aws: 'Amazon S3',
  coreweave: 'CoreWeave',
  's3-compatible': 'Another store that speaks S3',
  gcp: 'Google Cloud Storage',
  azure: 'Azure Blob Storage',
};

/** One table a provider, formatted as it stands in the page. */
export async function matrixSection(cells: readonly Cell[]): Promise<string> {
  const tables = [...Map.groupBy(cells, ({ row }) => row.provider)].map(
    ([provider, own]) => `### ${TITLES[provider]}\n\n${tableOf(own)}\n`,
  );
  return format(tables.join('\n'), { parser: 'markdown', printWidth: 110 });
}

function tableOf(cells: readonly Cell[]): string {
  const rows = [...Map.groupBy(cells, ({ row }) => row)].map(([row, own]) => {
    const { operation, byKey } = row;
    const said = FAULTS.map((fault) => textOf(own.find((cell) => cell.fault === fault)));
    return `| ${operation}${byKey === true ? ' (key of the address)' : ''} | ${said.join(' | ')} |`;
  });
  return [`| call | ${FAULTS.join(' | ')} |`, `|---|${FAULTS.map(() => '---').join('|')}|`, ...rows].join(
    '\n',
  );
}

function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return `${cell.cause ?? 'part left out'}${cell.asked ? '' : ' *'}`;
}
