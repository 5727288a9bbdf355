// SPDX-License-Identifier: Apache-2.0
// A page whose printed output is made by the commands beside it. A block ```sh is run; the block ```text behind it is what it printed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const BLOCK = /^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;

/** One block of commands and what the page says it prints; undefined where the page shows nothing. */
export interface PageStep {
  readonly commands: readonly (readonly string[])[];
  readonly shown: string | undefined;
}

/** What differs from run to run and from machine to machine, made alike. */
export function settled(text: string): string {
  return text
    .replace(/\bsha256 [0-9a-f]{64}/g, 'sha256 …')
    .replace(/ in \d+(?:\.\d+)? s\b/g, ' in … s')
    .replace(/\bon \d+ threads?\b/g, 'on … threads')
    .replace(/\b\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, '…')
    .replace(/\b\d\.\d{7,}\b/g, (number) => String(Number(Number(number).toPrecision(6))))
    .replace(/ *\b\d(?:\.\d+)?e-1\d\b/g, (number) => '0'.padStart(number.length))
    .trimEnd();
}

/** Words of a command line: spaces part them, double quotes hold them together. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
}

/** The commands of one block: a line each, continued by a backslash; a comment behind # is left out. */
function commandsOf(block: string): string[][] {
  return block
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map(words);
}

/** The runnable blocks of a page, in order. */
export const stepsOf = (page: string): PageStep[] => [...page.matchAll(BLOCK)].map(([, block, shown]) => ({ commands: commandsOf(block!), shown }));

/**
 * Runs one command in a folder.
 * @throws Error for anything that is not `npx hepanom …`, and when it fails
 */
function runCommand([npx, name, ...args]: readonly string[], folder: string): string {
  if (npx !== 'npx' || name !== 'hepanom') throw new Error(`only "npx hepanom …" is run from a page, not "${[npx, name, ...args].join(' ')}"`);
  const run = spawnSync(process.execPath, [path.join(root, 'src/cli/main.ts'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC', COLUMNS: '120' },
  });
  if (run.status !== 0) throw new Error(`npx hepanom ${args.join(' ')} ended with ${run.status}:\n${run.stderr}`);
  return run.stdout;
}

/** Runs a page from its top, in a folder of its own that has the repository's fixtures. @returns what each block printed, settled */
export function runPage(steps: readonly PageStep[], use: (folder: string) => void = () => undefined): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'hepanom-tutorial-'));
  try {
    symlinkSync(path.join(root, 'fhir-fixtures'), path.join(folder, 'fhir-fixtures'));
    const printed = steps.map(({ commands }) => settled(commands.map((command) => runCommand(command, folder)).join('')));
    use(folder);
    return printed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The page with each block of output as it was printed. */
export function withOutput(page: string, printed: readonly string[]): string {
  let at = 0;
  return page.replace(BLOCK, (whole, block: string, shown: string | undefined) => {
    const own = printed[at++]!;
    return shown === undefined ? whole : `\`\`\`sh\n${block}\`\`\`\n\n\`\`\`text\n${own}\n\`\`\`\n`;
  });
}

/** Numbers of the running text that stand in no output above them nor in the page's own files; each must be one of the two. */
export function unfoundedNumbers(page: string, printed: readonly string[], files: string): string[] {
  const found: string[] = [];
  let seen = files;
  let at = 0;
  let last = 0;
  const check = (text: string): void => {
    const prose = text
      .replace(/```[\s\S]*?```/g, '')
      .replace(/`[^`]*`/g, '')
      .replace(/\]\([^)]*\)/g, ']')
      .replace(/^#+ \d+\.|^\d+\. /gm, '');
    const known = new Set(seen.match(/\d+(?:\.\d+)?/g) ?? []);
    for (const [number] of prose.matchAll(/\d+(?:\.\d+)?/g))
      if (!known.has(number))
        found.push(`${number} in "${prose.slice(Math.max(0, prose.indexOf(number) - 40), prose.indexOf(number) + 20).replaceAll('\n', ' ')}"`);
  };
  for (const match of page.matchAll(BLOCK)) {
    check(page.slice(last, match.index));
    seen += `\n${printed[at++] ?? ''}\n${match[1]}`;
    last = match.index + match[0].length;
  }
  check(page.slice(last));
  return found;
}
