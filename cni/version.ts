/** The versions of the CNI specification, and their order. */

/** Every released version of the specification, oldest first. */
export const CNI_VERSIONS = [
  "0.1.0",
  "0.2.0",
  "0.3.0",
  "0.3.1",
  "0.4.0",
  "1.0.0",
  "1.1.0",
] as const;

/** One of the released versions. */
export type CniVersion = typeof CNI_VERSIONS[number];

/** The version that a configuration without `cniVersion` is in. */
export const OLDEST_VERSION: CniVersion = "0.1.0";

/** The newest version this library speaks, and the one its result model follows. */
export const CURRENT_VERSION: CniVersion = "1.1.0";

/** Returns whether `version` is, character for character, a released one: "1.0" is not "1.0.0". */
export function isCniVersion(version: string): version is CniVersion {
  return (CNI_VERSIONS as readonly string[]).includes(version);
}

/**
 * Returns less than zero, zero or more than zero as `a` is older than, the same as or newer than
 * `b`. Up to three dot-separated numbers are compared, missing ones count as 0, and the empty
 * string means 0.1.0. Throws RangeError when a version is anything else.
 */
export function compareVersions(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** Returns whether `version` is `minimum` or newer. Throws RangeError as `compareVersions` does. */
export function isAtLeast(version: string, minimum: CniVersion): boolean {
  return compareVersions(version, minimum) >= 0;
}

function parts(version: string): [number, number, number] {
  if (version === "") return [0, 1, 0];
  const texts = version.split(".");
  if (texts.length > 3) throw new RangeError(`invalid version "${version}": too many parts`);
  const [major = 0, minor = 0, patch = 0] = texts.map((text) => {
    if (!/^[0-9]{1,9}$/.test(text)) {
      throw new RangeError(`invalid version "${version}": "${text}" is not a number`);
    }
    return Number(text);
  });
  return [major, minor, patch];
}
