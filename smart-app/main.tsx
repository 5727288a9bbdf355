// SPDX-License-Identifier: Apache-2.0
import './design/tokens.css';
import './design/base.css';
import './design/charts.css';
import './design/frame.css';
import './design/regions.css';
import './design/ct.css';
import './design/overlays.css';
import './design/additions.css';
import './design/responsive.css';
import './design/print.css';
import { createRoot } from 'react-dom/client';
import { apiClient } from './api/client.ts';
import { App } from './app.tsx';

const root = document.querySelector('#root');
if (root) createRoot(root).render(<App api={apiClient()} />);
