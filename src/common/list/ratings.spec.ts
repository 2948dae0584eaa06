import { ratingFigure } from './ratings.dto.js';

describe('the mean of ratings', () => {
  it.each([
    ['nothing', [], { rated: 0, average: null }],
    ['rows without a rating', [{ value: null, count: 4 }], { rated: 0, average: null }],
    [
      '5, 5, 3 and one without',
      [
        { value: '5', count: 2 },
        { value: '3', count: 1 },
        { value: null, count: 1 },
      ],
      { rated: 3, average: 4.33 },
    ],
  ])('of %s', (_what, counts, expected) => expect(ratingFigure(counts)).toEqual(expected));
});
