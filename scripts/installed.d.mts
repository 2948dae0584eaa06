export function isInstalled(root: string, platform: { platform: string; arch: string }): boolean;
