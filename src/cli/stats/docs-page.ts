// SPDX-License-Identifier: Apache-2.0
// docs/stats.md, from the registry.
import type { Table } from '../../study/table/table.ts';
import { CHAPTERS, type Procedure } from './procedure.ts';
import { NOT_PROCEDURES, PROCEDURES } from './procedures/index.ts';
import { coxSettings, followUp } from './procedures/shared.ts';
import { exampleOf, optionFlag, optionText } from './program.ts';
import { READING, runProcedure, runText } from './run.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
const head = (...cells: readonly string[]): string => `${row(...cells)}|${' --- |'.repeat(cells.length)}\n`;
const anchor = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/[^a-z0-9-]/g, '');

/** Options that many procedures share and the page tells once. */
const SHARED: Readonly<Record<string, unknown>> = { ...followUp, ...coxSettings, ...READING };
const isShared = (name: string, option: unknown): boolean => SHARED[name] === option;

function optionRows(options: Procedure['options'], keep: (name: string, option: unknown) => boolean): string {
  return Object.entries(options)
    .filter(([name, option]) => keep(name, option))
    .map(([name, option]) => row(`\`${optionFlag(name, option)}\``, optionText(option)))
    .join('');
}

/** An example's arguments as the command line takes them apart: names with lists where an option repeats. */
export function exampleOptions({ options, example }: Procedure): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  const words = example.split(' ');
  for (let at = 0; at < words.length; at++) {
    const name = words[at]!.slice(2).replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const option = options[name] ?? READING[name as keyof typeof READING];
    if (option.placeholder === '') given[name] = true;
    else {
      const value = words[++at]!;
      given[name] = option.repeats === true ? [...((given[name] as string[] | undefined) ?? []), value] : value;
    }
  }
  return given;
}

function section(procedure: Procedure, cohort: Table): string {
  const { name, summary, r, note, aliases, options, rows } = procedure;
  const own = optionRows(options, (key, option) => !isShared(key, option));
  const shared = Object.entries(options)
    .filter(([key, option]) => isShared(key, option))
    .map(([key, option]) => `\`${optionFlag(key, option).split(' ')[0]}\``);
  const run = runProcedure(procedure, exampleOptions(procedure), rows === 'none' ? undefined : cohort);
  const warnings = run.warnings.map(({ code, message }) => `warning [${code}]: ${message}\n`).join('');
  return [
    `### ${name}\n\n`,
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.${note === undefined ? '' : ` ${note}`}\n\n`,
    `In R: \`${r}\`\n\n`,
    aliases.length === 0 ? '' : `Also found as ${aliases.map((alias) => `\`${alias}\``).join(', ')}.\n\n`,
    own === '' ? '' : `${head('option', 'meaning')}${own}\n`,
    shared.length === 0 ? '' : `Also ${shared.join(', ')}.\n\n`,
    rows === 'by-column' ? 'Each column by itself: empty cells are left out and counted.\n\n' : '',
    `\`\`\`sh\n${exampleOf(procedure)}\n\`\`\`\n\n`,
    `<details><summary>What it prints</summary>\n\n\`\`\`text\n${warnings}${runText(run)}\`\`\`\n\n</details>\n\n`,
  ].join('');
}

const INTRODUCTION = `# Statistics from the shell

<!-- Written by tools/build-stats-docs.ts from src/cli/stats/procedures; do not edit. -->

\`hepanom stats PROCEDURE --data FILE …\` runs any procedure of \`hepanom/survival\` on a table. Each names the R call whose numbers it gives; how closely is told by \`npm run oracles\`.
In a program: \`import { coxph } from 'hepanom/survival'\` – the same functions with plain arrays in and plain numbers out.

- **Output:** aligned tables with four significant digits, warnings on the error stream. \`--json\` gives everything in full digits, warnings inside; a number that does not exist is \`null\`, never NaN. \`--out FILE\` writes either to a file.
- **Table:** CSV with commas, semicolons or tabs (UTF-8), or parquet by its ending. Decimal points, not commas.
- **Empty cells** hold nothing, \`NA\`, \`N/A\`, \`null\` or \`.\`. Rows with an empty cell in a column that is named are left out, and a warning says how many and why.
- **Classes:** a column of text becomes one 0/1 column per level but the first in order (numbers by size, words by alphabet). \`--reference stage=II\` takes another level as the reference; \`--categorical stage\` treats numbers as names of classes. The levels are printed.
- **Predictions** (\`--risk\`) are columns of the table, one per time; \`--model name=columns\` fits a Cox model on the same rows instead and says that its performance is apparent.
- **Exit code** 1 with \`error [code]: …\` where something cannot be computed; the codes are those of \`SurvivalError\`.

The examples run on [\`hepatocellular.csv\`](../fhir-fixtures/cohorts/README.md), 227 resected patients (CC0), which is part of the package under \`fhir-fixtures/cohorts\`.
`;

/** The page. @param cohort the table on which the examples run */
export function statsPage(cohort: Table): string {
  const chapters = CHAPTERS.map((chapter) => ({ chapter, own: PROCEDURES.filter((one) => one.chapter === chapter) }));
  return `${[
    `${INTRODUCTION}\n`,
    '## Procedures\n\n',
    ...chapters.map(
      ({ chapter, own }) =>
        `**[${chapter}](#${anchor(chapter)})**\n\n${head('procedure', 'what', 'in R')}${own.map(({ name, summary, r }) => row(`[\`${name}\`](#${anchor(name)})`, summary, `\`${r}\``)).join('')}\n`,
    ),
    '## Options that many share\n\n',
    head('option', 'meaning'),
    optionRows(SHARED as Procedure['options'], () => true),
    '\n',
    ...chapters.flatMap(({ chapter, own }) => [`## ${chapter}\n\n`, ...own.map((one) => section(one, cohort))]),
    '## Exports that are no procedures\n\n',
    head('export', 'why'),
    ...Object.entries(NOT_PROCEDURES).map(([name, why]) => row(`\`${name}\``, why)),
  ]
    .join('')
    .trimEnd()}\n`;
}
