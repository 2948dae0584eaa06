import { lifecycle } from '../common/status/lifecycle.js';

/** From the question to the harvest. Advice can be given again as long as nobody has closed the matter. */
export const AGRI_CONSULTATION = lifecycle('agri_consultation', {
  open: { advise: 'advised', close: 'closed', cancel: 'cancelled' },
  advised: { follow_up: 'following_up', close: 'closed', cancel: 'cancelled' },
  following_up: { advise: 'advised', close: 'closed', cancel: 'cancelled' },
  closed: { reopen: 'open' },
  cancelled: { reopen: 'open' },
});

export const AREA_UNITS = ['acre', 'hectare', 'bigha', 'guntha', 'square_metre'] as const;
export const SEASONS = ['kharif', 'rabi', 'zaid'] as const;
export const QUERY_TYPES = ['pest', 'disease', 'weed', 'nutrient', 'water', 'weather', 'seed', 'market', 'other'] as const;
export const AGRI_CHANNELS = ['phone', 'whatsapp', 'email', 'visit', 'other'] as const;
export const OUTCOMES = ['recovered', 'improved', 'unchanged', 'worse', 'unknown'] as const;

export const DOSE_UNITS = [
  'ml/l',
  'g/l',
  'ml/acre',
  'g/acre',
  'l/acre',
  'kg/acre',
  'ml/ha',
  'g/ha',
  'l/ha',
  'kg/ha',
  'ml/kg_seed',
  'g/kg_seed',
  'ml/plant',
  'g/plant',
] as const;
export const WATER_UNITS = ['l/acre', 'l/ha', 'l/bigha', 'l/plant'] as const;
export const METHODS = [
  'foliar_spray',
  'soil_application',
  'soil_drench',
  'seed_treatment',
  'fertigation',
  'broadcast',
  'trap',
  'other',
] as const;
/** How a farmer may hear advice: what is said is noted, what is written is sent. */
export const TOLD_VIA = ['phone', 'visit', 'whatsapp', 'email'] as const;
