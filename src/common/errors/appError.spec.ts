import { AppError, declaredError, defineError } from './appError.js';

describe('defineError', () => {
  const ticketNotFound = defineError('parcel_not_found', 404, 'No such ticket.');

  it('makes an error with code, status and details', () => {
    const error = ticketNotFound({ id: 'x' });
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'parcel_not_found', statusCode: 404, message: 'No such ticket.', details: { id: 'x' } });
  });

  it('registers the sentence, and every code once', () => {
    expect(declaredError('parcel_not_found')).toEqual({ code: 'parcel_not_found', statusCode: 404, sentence: 'No such ticket.' });
    expect(() => defineError('parcel_not_found', 404, 'Gone.')).toThrow('The error code parcel_not_found is declared twice.');
  });

  it('keeps the cause and a better message when given', () => {
    const cause = new Error('why');
    expect(ticketNotFound(undefined, { message: 'Gone.', cause })).toMatchObject({ message: 'Gone.', cause });
  });
});
