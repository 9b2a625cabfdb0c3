/*
 * Preloaded into User-mode Linux before 6.13 on processors with AMX, x86-64 only.
 *
 * Such a kernel sets the registers of its processes from a buffer of fixed size, about 2.7 kB. The
 * machine's kernel refuses any that is shorter than the processor's whole state, which AMX makes
 * about 11 kB (arch/x86/kernel/fpu/regset.c, xstateregs_set). So what is short is completed with what
 * the process has. Freestanding, for whichever libc the kernel is started with.
 */

#define SYS_PTRACE 101
#define PEEK_FIRST 1 /* PTRACE_PEEKTEXT, PEEKDATA and PEEKUSER: the word comes as the result. */
#define PEEK_LAST 3
#define GETREGSET 0x4204
#define SETREGSET 0x4205
#define NT_X86_XSTATE 0x202
#define LARGEST_ERRNO 4095

struct buffer {
  char *base;
  unsigned long length;
};

int *__errno_location(void);

/* Not on the stack: those of User-mode Linux are small. It is one thread that traces. */
static char whole[65536];

static long call(long request, long pid, long address, long data) {
  long result;
  __asm__ volatile("mov %5, %%r10\n\tsyscall"
                   : "=a"(result)
                   : "0"((long)SYS_PTRACE), "D"(request), "S"(pid), "d"(address), "g"(data)
                   : "rcx", "r10", "r11", "memory");
  return result;
}

long ptrace(long request, long pid, long address, long data) {
  struct buffer completed = {whole, sizeof whole};
  long word;
  int peeks = request >= PEEK_FIRST && request <= PEEK_LAST;
  if (request == SETREGSET && address == NT_X86_XSTATE) {
    struct buffer *given = (struct buffer *)data;
    if (call(GETREGSET, pid, address, (long)&completed) >= 0 && completed.length > given->length) {
      for (unsigned long i = 0; i < given->length; i++) whole[i] = given->base[i];
      data = (long)&completed;
    }
  }
  long result = call(request, pid, address, peeks ? (long)&word : data);
  if (result < 0 && result >= -LARGEST_ERRNO) {
    *__errno_location() = -result;
    return -1;
  }
  if (!peeks) return result;
  *__errno_location() = 0;
  return word;
}
