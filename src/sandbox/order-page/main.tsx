// SPDX-License-Identifier: Apache-2.0
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyTheme, initialLanguage, initialTheme } from './preferences.ts';
import '../../../smart-app/design/tokens.css';
import './styles/page.css';
import './styles/card.css';

applyTheme(initialTheme());
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App language={initialLanguage()} />
    </StrictMode>,
  );
}
