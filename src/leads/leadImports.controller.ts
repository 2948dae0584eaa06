import { ImportsOf } from '../common/imports/imports.controller.js';

export class LeadImportsController extends ImportsOf({ kind: 'leads', module: 'leads', path: 'leads/imports', tag: 'Leads' }) {}
