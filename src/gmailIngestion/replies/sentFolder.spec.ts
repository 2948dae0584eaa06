import { nextLook } from './sentFolder.js';

describe('nextLook', () => {
  it('looks at doubling pauses, at most an hour apart, for a day', () => {
    const looks = Array.from({ length: 40 }, (_, index) => nextLook(index + 1));
    expect(looks.slice(0, 4).map(({ pause }) => pause)).toEqual([40, 80, 160, 320]);
    expect(Math.max(...looks.map(({ pause }) => pause))).toBe(3_600);
    expect(looks.filter(({ waited }) => waited <= 86_400).length).toBe(29);
  });
});
