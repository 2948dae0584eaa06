import { type RuleDecorator, ruled } from '../../common/validation/rule.js';

/** As the database has it. */
export const SKILL = /^[a-z0-9][a-z0-9_-]{0,49}$/;
const MAX_LEVEL = 5;
const MAX_SKILLS = 100;

/** What is wrong with one skill and its level, as the end of a sentence. */
export function skillFault(skill: string, level: unknown): string | undefined {
  if (!SKILL.test(skill)) return 'must name skills in lower-case letters, digits, _ and -, such as refunds';
  return Number.isInteger(level) && (level as number) >= 1 && (level as number) <= MAX_LEVEL
    ? undefined
    : `must give levels from 1 to ${MAX_LEVEL}`;
}

/** Skills and how well they are mastered: `{ "hindi": 5 }`. */
export function Skills(): RuleDecorator {
  return ruled({
    fault: (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
      const skills = Object.entries(value);
      if (skills.length > MAX_SKILLS) return `must not hold more than ${MAX_SKILLS} skills`;
      return skills.map(([skill, level]) => skillFault(skill, level)).find((fault) => fault !== undefined);
    },
    schema: { type: 'object', maxProperties: MAX_SKILLS, additionalProperties: { type: 'integer', minimum: 1, maximum: MAX_LEVEL } },
  });
}
