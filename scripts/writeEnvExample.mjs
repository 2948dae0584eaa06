// Writes .env.example from the built product's own list of settings.
import { writeFileSync } from 'node:fs';
import { describeEnvironment } from '../dist/common/config/environment.js';

writeFileSync('.env.example', describeEnvironment());
