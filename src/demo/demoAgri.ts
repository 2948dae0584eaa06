import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AgriAdviceService } from '../agriConsultancy/agriAdvice.service.js';
import { AgriConsultancyService } from '../agriConsultancy/agriConsultancy.service.js';
import { PostgresService } from '../supabase/postgres.service.js';
import { DEMO_PEOPLE } from './demoPeople.js';

const DAY_MS = 86_400_000;

/**
 * Two farmers: one whose cotton got worse before it got well, and one whose soybean has to be asked after, and whose wheat nobody has
 * looked at yet. None when there are consultations.
 */
export async function makeDemoConsultations(app: INestApplicationContext, admin_id: string, now: Date): Promise<void> {
  const postgres = app.get(PostgresService, { strict: false });
  const consultations = app.get(AgriConsultancyService, { strict: false });
  const advice = app.get(AgriAdviceService, { strict: false });
  const [known] = await postgres.query<{ has: boolean }>('select exists (select from public.agri_consultations) as has');
  if (known!.has) return;
  const day = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  const farmers = await Promise.all(
    DEMO_PEOPLE.slice(0, 2).map(async ({ email }) => {
      const [found] = await postgres.query<{ customer_id: string }>(
        `select customer_id from public.customer_identities where kind = 'email' and value = $1 and ended_at is null`,
        [email],
      );
      return found?.customer_id;
    }),
  );
  const [agronomist] = await postgres.query<{ id: string }>('select id from public.agents where email = $1', ['bharat@example.com']);
  const ask = (body: Parameters<AgriConsultancyService['create']>[0]) =>
    consultations.create({ team: 'agronomy', ...body }, randomUUID(), admin_id);
  const tell = (id: string, body: Parameters<AgriAdviceService['write']>[1]) =>
    advice.write(id, { told_via: 'phone', ...body }, randomUUID(), admin_id, now);

  const cotton = await ask({
    ...{ customer_id: farmers[0], crop: 'cotton', variety: 'Bt hybrid', area: 2.5, area_unit: 'acre', crop_stage: 'flowering' },
    ...{ query_type: 'pest', symptoms: 'Leaves curl, small white insects below them.', location: 'Pipalrawan, Dewas' },
    ...{ channel: 'whatsapp', asked_on: day(-24), assignee_id: agronomist?.id },
  });
  await tell(cotton.id, {
    words: 'Spray in the evening, below the leaves.',
    products: [{ ...{ name: 'Neem oil 1500 ppm', dose: 5, dose_unit: 'ml/l', method: 'foliar_spray' }, water: 200, water_unit: 'l/acre' }],
    follow_up_wished_on: day(-17),
  });
  await consultations.act(cotton.id, { action: 'follow_up', note: 'More insects than before.' });
  await consultations.update(cotton.id, { outcome: 'worse', outcome_note: 'More insects after the first spray.' });
  await tell(cotton.id, {
    words: 'Hang yellow sticky traps, ten for an acre.',
    products: [
      {
        ...{ name: 'Diafenthiuron 50 WP', dose: 1.2, dose_unit: 'g/l', method: 'foliar_spray', water: 200, water_unit: 'l/acre' },
        ...{ waiting_days: 21, repeat_after_days: 10 },
      },
    ],
    follow_up_wished_on: day(-7),
  });
  await consultations.update(cotton.id, { outcome: 'recovered', outcome_note: 'New leaves are healthy.' });
  await consultations.act(cotton.id, { action: 'close', note: 'The farmer is content.' });

  const soybean = await ask({
    ...{ customer_id: farmers[1], crop: 'soybean', variety: 'JS 335', area: 1.5, area_unit: 'hectare', crop_stage: 'pod filling' },
    ...{ query_type: 'disease', symptoms: 'Yellow spots on young leaves, few pods.', location: 'Sanwer, Indore' },
    ...{ asked_on: day(-12), assignee_id: agronomist?.id },
  });
  await tell(soybean.id, {
    words: 'Pull out plants that are all yellow, and burn them.',
    products: [{ name: 'Thiamethoxam 25 WG', dose: 100, dose_unit: 'g/ha', water: 500, water_unit: 'l/ha', waiting_days: 14 }],
    follow_up_wished_on: day(-1),
  });
  await ask({
    ...{ customer_id: farmers[1], crop: 'wheat', area: 1, area_unit: 'hectare', crop_stage: 'tillering', query_type: 'nutrient' },
    ...{ symptoms: 'Lower leaves turn yellow from the tip.', location: 'Sanwer, Indore', channel: 'phone' },
  });
}
