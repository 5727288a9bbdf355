// SPDX-License-Identifier: Apache-2.0
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../input-error.ts';

/**
 * Checks, before the work, that a folder can be made at this place: its parent exists, and what is there already may be replaced.
 *
 * @param force an existing folder is replaced as a whole
 * @throws InputError `out-folder-missing`, `out-is-a-file`, `out-exists`
 */
export function assertOutputFolder(folder: string, force: boolean): void {
  const whole = path.resolve(folder);
  const parent = path.dirname(whole);
  if (!existsSync(parent) || !statSync(parent).isDirectory())
    throw new InputError('out-folder-missing', `The folder ${parent} does not exist; make it first, or choose another --out.`);
  if (!existsSync(whole)) return;
  if (!statSync(whole).isDirectory()) throw new InputError('out-is-a-file', `--out ${folder} is a file; give the name of a folder.`);
  if (!force && readdirSync(whole).length > 0)
    throw new InputError('out-exists', `--out ${folder} holds files already; choose another name, or give --force to replace the folder.`);
}

/**
 * Writes a folder so that it is either wholly there or as it was before: into a new folder beside it, which then takes its name.
 *
 * @param files text or bytes by file name
 * @throws InputError `out-exists`, `out-not-writable`
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string | Uint8Array>, force: boolean): void {
  const whole = path.resolve(folder);
  let temporary: string | undefined;
  let old: string | undefined;
  try {
    assertOutputFolder(folder, force);
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
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
}
