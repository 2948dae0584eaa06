import { ValidateIf } from 'class-validator';

/** The field may be left out. Unlike with IsOptional null is a value, and checked: null is not "no filter" or "not a dry run". */
export const MayBeAbsent = () => ValidateIf((_body, value) => value !== undefined);
