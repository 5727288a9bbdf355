// SPDX-License-Identifier: Apache-2.0
import type { RiskGroup } from '../../src/nomogram/assessment.ts';
import { GroupGlyph, type GroupId, HUE } from '../charts/svg.tsx';
import { useText } from '../i18n/use-text.tsx';

/** A group's name with its shape and hue: word + shape + colour, never colour alone. */
export function GroupLine({ group, text }: { readonly group: Pick<RiskGroup, 'id'>; readonly text?: string }) {
  const { t } = useText();
  const id: GroupId = group.id;
  return (
    <p className={`grp ${HUE[id]}`}>
      <GroupGlyph group={id} />
      <span>{text ?? t.groups[id]}</span>
    </p>
  );
}
