/** How far an invitation is. `suppressed`: it was never sent; `failed`: it was, and did not arrive. */
export const INVITATION_STATES = ['waiting', 'sent', 'answered', 'suppressed', 'failed'] as const;
export const INVITATION_ORIGINS = ['rule', 'person'] as const;
export const SURVEY_CHANNELS = ['email', 'whatsapp'] as const;
/** What customers are asked about. */
export const SURVEY_SUBJECTS = ['ticket', 'conversation', 'email_thread'] as const;

/** The one that is there from the start: rules that name none send it. */
export const STANDARD_SURVEY_ID = '5e000000-0000-4000-8000-000000000001';
/** How long an answer can be changed. */
export const EDIT_MINUTES = 15;
