import { ImportsOf } from '../common/imports/imports.controller.js';

export class CustomerImportsController extends ImportsOf({
  kind: 'customers',
  module: 'customers',
  path: 'customers/imports',
  tag: 'Customers',
}) {}
