// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';

export interface RegionProps {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly className?: string;
  /** Controls at the right of the heading. */
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

/** One of the six regions: number, heading, controls, content. */
export function Region({ id, number, title, className = '', controls, children }: RegionProps) {
  return (
    <section className={`r ${className}`} id={id} aria-labelledby={`${id}-h`}>
      <div className="rh">
        <h2 id={`${id}-h`}>
          <span className="n">{number}</span>
          <span>{title}</span>
        </h2>
        {controls}
      </div>
      {children}
    </section>
  );
}
