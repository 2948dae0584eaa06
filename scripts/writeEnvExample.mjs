// Writes .env.example from the built product's own settings.
import { writeFileSync } from 'node:fs';
import { envExample } from '../dist/start/settings.js';

writeFileSync('.env.example', envExample());
