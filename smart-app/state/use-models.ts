// SPDX-License-Identifier: Apache-2.0
// Model files of the models on the page, as the server serves them; the browser prepares them with the server's own code.
import { useEffect, useMemo, useState } from 'react';
import type { ModelRef } from '../../src/nomogram/assessment.ts';
import type { ModelFile } from '../../src/nomogram/model-file.ts';
import { type LoadedModel, prepareModel } from '../../src/nomogram/prepare.ts';
import type { Api } from '../api/client.ts';

const keyOf = (ref: Pick<ModelRef, 'id' | 'version'>): string => `${ref.id}@${ref.version}`;

/** A file is used only if it is the very one that made the assessment. */
export function matchingModel(ref: ModelRef, file: ModelFile): LoadedModel | undefined {
  return file.hash === ref.hash ? prepareModel(file) : undefined;
}

export function useModels(api: Api, refs: readonly ModelRef[]): (ref: ModelRef) => LoadedModel | undefined {
  const [files, setFiles] = useState<ReadonlyMap<string, LoadedModel>>(new Map());
  const wanted = useMemo(() => refs.map((ref) => ({ key: keyOf(ref), ref })), [refs]);
  useEffect(() => {
    let current = true;
    for (const { key, ref } of wanted)
      api.model(ref.id, ref.version).then(
        (file) => {
          const model = matchingModel(ref, file);
          if (current && model) setFiles((now) => new Map(now).set(key, model));
        },
        () => undefined, // regions that need the file say so
      );
    return () => {
      current = false;
    };
  }, [api, wanted]);
  return (ref) => files.get(keyOf(ref));
}
