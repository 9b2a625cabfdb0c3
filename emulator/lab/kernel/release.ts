/** Whether a release as uname(2) has it, such as "6.12.113", is that version or a later one. */
export function atLeast(release: string, version: string): boolean {
  const numbers = (text: string) => text.split(/[^0-9]+/).map(Number);
  const [major = 0, minor = 0] = numbers(release);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(version);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
