export function shareOf<T>(things: T[], share: string): T[];
