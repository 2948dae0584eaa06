import { ImportsOf } from '../common/imports/imports.controller.js';

export class AgentImportsController extends ImportsOf({ kind: 'agents', module: 'agents', path: 'agents/imports', tag: 'Agents' }) {}
