// SPDX-License-Identifier: Apache-2.0
import '../design/tokens.css';
import '../design/launch.css';
import './launch.ts';
