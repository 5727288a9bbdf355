// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../input-error.ts';

/** Names that a run may have left in its output folder. */
const RESULT_FILES: readonly string[] = ['clinical.json', 'radiomics.json', 'combined.json', 'report.json', 'report.html'];

/**
 * Checks, before the work, that a folder can be made at this place: its parent exists, and what is there already may be replaced.
 *
 * @param force a folder that holds an earlier result is replaced as a whole; one that holds anything else is not, or a slip of --out would delete it
 * @param ours names of files that an earlier run wrote
 * @throws InputError `option`, `out-folder-missing`, `out-is-a-file`, `out-exists`, `out-not-writable`
 */
export function assertOutputFolder(folder: string, force: boolean, ours: readonly string[] = RESULT_FILES): void {
  if (folder.trim() === '') throw new InputError('option', '--out is empty; give the name of a folder.');
  const whole = path.resolve(folder);
  const parent = path.dirname(whole);
  if (!existsSync(parent) || !statSync(parent).isDirectory())
    throw new InputError('out-folder-missing', `The folder ${parent} does not exist; make it first, or choose another --out.`);
  assertMayWrite(parent);
  if (!existsSync(whole)) return;
  if (!statSync(whole).isDirectory()) throw new InputError('out-is-a-file', `--out ${folder} is a file; give the name of a folder.`);
  const held = readdirSync(whole);
  const strange = held.filter((name) => !ours.includes(name));
  if (strange.length > 0)
    throw new InputError(
      'out-exists',
      `--out ${folder} holds files already, and not only those of an earlier run (${strange.slice(0, 3).join(', ')}${strange.length > 3 ? ' …' : ''}); choose another name. Nothing there was touched.`,
    );
  if (!force && held.length > 0)
    throw new InputError('out-exists', `--out ${folder} holds files already; choose another name, or give --force to replace the folder.`);
}

/** Makes and removes a folder there: rights, a disk mounted read-only and file systems of the kernel are told apart by nothing less. */
function assertMayWrite(parent: string): void {
  try {
    rmdirSync(mkdtempSync(path.join(parent, '.hepanom-')));
  } catch (error) {
    throw new InputError('out-not-writable', `Nothing can be written into ${parent} (${(error as NodeJS.ErrnoException).code}); choose another --out.`);
  }
}

/**
 * Writes a folder so that it is either wholly there or as it was before: into a new folder beside it, which then takes its name.
 *
 * @param files text or bytes by file name
 * @param ours as in {@link assertOutputFolder}
 * @throws InputError `out-exists`, `out-not-writable`
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>, force: boolean, ours: readonly string[] = RESULT_FILES): void {
  const whole = path.resolve(folder);
  let temporary: string | undefined;
  let old: string | undefined;
  // A signal waits until the folder is whole: nothing here gives way to it.
  const wait = (): void => undefined;
  process.on('SIGINT', wait).on('SIGTERM', wait);
  try {
    assertOutputFolder(folder, force, [...ours, ...files.keys()]);
    temporary = mkdtempSync(path.join(path.dirname(whole), `.${path.basename(whole)}-`));
    const inside = path.join(temporary, 'new');
    mkdirSync(inside);
    for (const [name, content] of files) writeFileSync(path.join(inside, name), content);
    if (existsSync(whole)) {
      old = path.join(temporary, 'old');
      renameSync(whole, old);
    }
    renameSync(inside, whole);
    old = undefined;
  } catch (error) {
    if (old !== undefined && existsSync(old) && !existsSync(whole)) renameSync(old, whole);
    const code = (error as { code?: unknown }).code;
    if (error instanceof InputError || typeof code !== 'string') throw error;
    throw new InputError('out-not-writable', `${folder} could not be written (${code}); what was there before is unchanged.`);
  } finally {
    process.off('SIGINT', wait).off('SIGTERM', wait);
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}
