/** How files are opened (asm-generic/fcntl.h). */

export const O_RDONLY = 0;
export const O_WRONLY = 1;
export const O_RDWR = 2;
export const O_CREAT = 0o100;
/** With O_CREAT: nothing may have that name. */
export const O_EXCL = 0o200;
export const O_APPEND = 0o2000;
/** Without it the opening of a pipe waits for its other end, and that of some devices. */
export const O_NONBLOCK = 0o4000;
/** A program that this process starts does not have it. */
export const O_CLOEXEC = 0o2000000;
const isArm = Deno.build.arch === "aarch64";
/** It must be a folder. This one and the next differ on 64-bit ARM (asm/fcntl.h). */
export const O_DIRECTORY: number = isArm ? 0o40000 : 0o200000;
/** It must be no symbolic link. */
export const O_NOFOLLOW: number = isArm ? 0o100000 : 0o400000;
