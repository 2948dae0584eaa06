import { ImportsOf } from '../common/imports/imports.controller.js';

export class AgriConsultationImportsController extends ImportsOf({
  kind: 'agri_consultations',
  module: 'agri_consultancy',
  path: 'agri-consultancy/imports',
  tag: 'Agri consultancy',
}) {}
