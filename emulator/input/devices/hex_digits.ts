/** Returns a number in hexadecimal, in as many digits at least as are asked for. */
export function hexDigits(value: number, digits = 2): string {
  return value.toString(16).padStart(digits, "0");
}
