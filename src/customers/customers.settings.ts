import { integer, type Kind } from '../common/config/kinds.js';
import { settings } from '../common/config/settings.js';
import { variable } from '../common/config/variables.js';

const timeOfDay: Kind<string> = {
  read(value) {
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) throw new Error('must be a time of day such as 21:00');
    return value;
  },
};

export const CUSTOMERS = settings('customers', {
  CONTACT_QUIET_FROM: variable(timeOfDay, "From when on nobody gets surveys and offers, in the customer's own time.", '21:00'),
  CONTACT_QUIET_TO: variable(timeOfDay, 'Until when; the same time as CONTACT_QUIET_FROM for no quiet hours.', '09:00'),
  CONTACT_UNASKED_MAX: variable(integer(0, 1000), 'At most so many surveys and offers per customer and channel; 0 for no limit.', '3'),
  CONTACT_UNASKED_DAYS: variable(integer(1, 365), 'Within so many days.', '7'),
});
