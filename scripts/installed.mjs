// Whether node_modules holds what the lock file names.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** npm writes beside the packages what it installed: after `npm ci` or `npm install` nothing is left to do. */
export function isInstalled(root, platform = process) {
  try {
    const wanted = packagesOf(path.join(root, 'package-lock.json'));
    const present = packagesOf(path.join(root, 'node_modules/.package-lock.json'));
    return Object.entries(wanted).every(([folder, entry]) => {
      const found = present[folder];
      if (folder === '') return true;
      if (!found) return mayBeMissing(entry, platform);
      return found.version === entry.version && found.integrity === entry.integrity;
    });
  } catch {
    // No such file, or one that was cut short: npm has not finished.
    return false;
  }
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** An optional package that names no platform belongs to one that does; npm leaves both out elsewhere, and one of two C libraries. */
function mayBeMissing({ optional, os, cpu, libc }, { platform, arch }) {
  if (!optional) return false;
  return !(os || cpu) || libc !== undefined || !(names(os, platform) && names(cpu, arch));
}

function names(list, value) {
  return !list || (list.some((entry) => entry.startsWith('!')) ? !list.includes(`!${value}`) : list.includes(value));
}
