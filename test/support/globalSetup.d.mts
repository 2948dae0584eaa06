export default function globalSetup(globalConfig: { rootDir: string }): Promise<void>;
