/*
 * The first process of the enclave: prepares what a JVM needs, tells the parent that the enclave is
 * up, runs the command that the image names, says how it ended, and reboots.
 *
 * It reads the files that AWS's init reads (/cmd, /env, /rootfs). Everything that it reads is in the
 * measured ramdisks; nothing that it does depends on what the parent says. There is no C library:
 * what it needs from the kernel it asks for itself, so that a small pinned compiler makes the same
 * bytes of it everywhere.
 *
 *   /cmd /env   the command and its environment, an argument or a variable a line
 *   /rootfs     becomes the root, and is read-only
 */

/* System calls of x86-64 Linux. */
enum {
  SYS_READ = 0, SYS_WRITE = 1, SYS_OPEN = 2, SYS_CLOSE = 3, SYS_ALARM = 37, SYS_SOCKET = 41,
  SYS_CONNECT = 42, SYS_FORK = 57, SYS_EXECVE = 59, SYS_EXIT = 60, SYS_WAIT4 = 61, SYS_CHDIR = 80,
  SYS_SETSID = 112, SYS_CHROOT = 161, SYS_MOUNT = 165, SYS_REBOOT = 169,
};

enum { READ_ONLY = 0, READ_WRITE = 2, CLOSE_ON_EXEC = 02000000 };
enum { RDONLY = 1, NOSUID = 2, NODEV = 4, NOEXEC = 8, REMOUNT = 32, BIND = 4096, MOVE = 8192 };
enum { ALREADY_THERE = -16 /* EBUSY */ };
enum { AF_VSOCK = 40, SOCK_STREAM = 1 };
/* What nitro-cli waits for: this byte, from there and back. */
enum { PARENT_CID = 3, HEARTBEAT_PORT = 9000, HEARTBEAT = 0xB7, HEARTBEAT_SECONDS = 20 };
enum { MAX_TEXT = 16384, MAX_LINES = 256 };

#define REBOOT_MAGIC_1 0xfee1deadL
#define REBOOT_MAGIC_2 672274793L
#define REBOOT_RESTART 0x01234567L

/* call(number, five arguments): the kernel's answer, -errno if it refuses. */
long call(long number, long a, long b, long c, long d, long e);
__asm__(
    ".globl call\n"
    "call:\n"
    "  mov %rdi, %rax\n"
    "  mov %rsi, %rdi\n"
    "  mov %rdx, %rsi\n"
    "  mov %rcx, %rdx\n"
    "  mov %r8, %r10\n"
    "  mov %r9, %r8\n"
    "  syscall\n"
    "  ret\n"
    ".globl _start\n"
    "_start:\n"
    "  xor %ebp, %ebp\n"
    "  and $-16, %rsp\n"
    "  call start\n");

static char text[2][MAX_TEXT];
static char *lines[2][MAX_LINES + 1];

static long length(const char *s) {
  long n = 0;
  while (s[n] != 0) n++;
  return n;
}

static void say(const char *s) {
  call(SYS_WRITE, 2, (long)s, length(s), 0, 0);
}

static void say_number(long value) {
  char digits[24];
  int at = sizeof digits - 1;
  digits[at] = 0;
  unsigned long rest = value < 0 ? -value : value;
  do {
    digits[--at] = '0' + rest % 10;
    rest /= 10;
  } while (rest > 0);
  if (value < 0) digits[--at] = '-';
  say(digits + at);
}

static void restart(void) {
  call(SYS_REBOOT, REBOOT_MAGIC_1, REBOOT_MAGIC_2, REBOOT_RESTART, 0, 0);
  for (;;) call(SYS_EXIT, 1, 0, 0, 0, 0);
}

/* Says what failed, and ends the enclave. */
static long must(long result, const char *what, const char *object) {
  if (result >= 0) return result;
  say("init: ");
  say(what);
  say(" ");
  say(object);
  say(": error ");
  say_number(-result);
  say("\n");
  restart();
  return 0;
}

/* The whole file into buffer, ended by a zero. Answers its length, or -errno. */
static long read_file(const char *path, char *buffer) {
  long fd = call(SYS_OPEN, (long)path, READ_ONLY | CLOSE_ON_EXEC, 0, 0, 0);
  if (fd < 0) return fd;
  long used = 0;
  for (;;) {
    long got = call(SYS_READ, fd, (long)(buffer + used), MAX_TEXT - used, 0, 0);
    must(got, "cannot read", path);
    if (got == 0) break;
    used += got;
    if (used == MAX_TEXT) must(-27, "too long:", path); /* EFBIG */
  }
  call(SYS_CLOSE, fd, 0, 0, 0, 0);
  buffer[used] = 0;
  return used;
}

/* Cuts a buffer into its lines; every line ends with a line feed. */
static char **split(char *buffer, char **list, const char *path) {
  int count = 0;
  char *at = buffer;
  while (*at != 0) {
    if (count == MAX_LINES) must(-27, "too many lines:", path);
    list[count++] = at;
    while (*at != 0 && *at != '\n') at++;
    if (*at == '\n') *at++ = 0;
  }
  list[count] = 0;
  return list;
}

static char **read_lines(const char *path, int slot) {
  must(read_file(path, text[slot]), "cannot read", path);
  return split(text[slot], lines[slot], path);
}

static long mount(const char *what, const char *where, const char *type, long flags) {
  return call(SYS_MOUNT, (long)what, (long)where, (long)type, flags, 0);
}

/* /dev may be there already: the kernel can be built to mount it. */
static void mount_devices(const char *where) {
  long result = mount("dev", where, "devtmpfs", NOSUID | NOEXEC);
  if (result != ALREADY_THERE) must(result, "cannot mount", where);
}

/*
 * Tells the parent that the enclave is up, beside everything else: nitro-cli waits for it; in QEMU
 * nobody does. Whatever comes back, or doesn't, the enclave goes on: what it may do depends on its
 * measurements, not on its parent. The alarm ends what waits for an answer for ever.
 */
static void heartbeat(void) {
  if (call(SYS_FORK, 0, 0, 0, 0, 0) != 0) return;
  struct { unsigned short family, reserved; unsigned port, cid; unsigned zero; } to;
  to.family = AF_VSOCK;
  to.reserved = 0;
  to.port = HEARTBEAT_PORT;
  to.cid = PARENT_CID;
  to.zero = 0;
  unsigned char beat = HEARTBEAT;
  call(SYS_ALARM, HEARTBEAT_SECONDS, 0, 0, 0, 0);
  long fd = call(SYS_SOCKET, AF_VSOCK, SOCK_STREAM, 0, 0, 0);
  if (call(SYS_CONNECT, fd, (long)&to, sizeof to, 0, 0) < 0
      || call(SYS_WRITE, fd, (long)&beat, 1, 0, 0) != 1) {
    say("init: nobody takes the heartbeat\n");
  } else if (call(SYS_READ, fd, (long)&beat, 1, 0, 0) != 1) {
    say("init: no answer to the heartbeat\n");
  } else {
    say(beat == HEARTBEAT ? "init: the heartbeat was answered\n"
                          : "init: wrong answer to the heartbeat\n");
  }
  call(SYS_EXIT, 0, 0, 0, 0, 0);
}

/* The application's files become the root, and nothing can be changed or added in it. */
static void enter_root(void) {
  must(mount("/rootfs", "/rootfs", 0, BIND), "cannot bind", "/rootfs");
  must(mount("/rootfs", "/rootfs", 0, BIND | REMOUNT | RDONLY | NOSUID | NODEV),
       "cannot make read-only", "/rootfs");
  must(call(SYS_CHDIR, (long)"/rootfs", 0, 0, 0, 0), "cannot enter", "/rootfs");
  must(mount(".", "/", 0, MOVE), "cannot move", "/rootfs");
  must(call(SYS_CHROOT, (long)".", 0, 0, 0, 0), "cannot make root", "/rootfs");
  must(call(SYS_CHDIR, (long)"/", 0, 0, 0, 0), "cannot enter", "/");
  mount_devices("/dev");
  must(mount("proc", "/proc", "proc", NODEV | NOSUID | NOEXEC), "cannot mount", "/proc");
  must(mount("sysfs", "/sys", "sysfs", NODEV | NOSUID | NOEXEC | RDONLY), "cannot mount", "/sys");
  must(mount("tmpfs", "/run", "tmpfs", NODEV | NOSUID | NOEXEC), "cannot mount", "/run");
  must(mount("tmpfs", "/tmp", "tmpfs", NODEV | NOSUID | NOEXEC), "cannot mount", "/tmp");
}

static long run(char **command, char **environment) {
  long child = must(call(SYS_FORK, 0, 0, 0, 0, 0), "cannot", "fork");
  if (child == 0) {
    call(SYS_SETSID, 0, 0, 0, 0, 0);
    must(call(SYS_EXECVE, (long)command[0], (long)command, (long)environment, 0, 0),
         "cannot run", command[0]);
  }
  int status = 0;
  while (must(call(SYS_WAIT4, -1, (long)&status, 0, 0, 0), "cannot", "wait") != child) {
  }
  return status;
}

static void say_end(long status) {
  int killed = status & 0x7f;
  say(killed ? "init: the enclave was killed by signal " : "init: the enclave ended with status ");
  say_number(killed ? killed : status >> 8 & 0xff);
  say("\n");
}

void start(void) {
  mount_devices("/dev");
  char **command = read_lines("/cmd", 0);
  char **environment = read_lines("/env", 1);
  if (command[0] == 0) must(-22, "no command in", "/cmd");
  must(call(SYS_OPEN, (long)"/dev/nsm", READ_WRITE | CLOSE_ON_EXEC, 0, 0, 0), "cannot open", "/dev/nsm");
  heartbeat();
  enter_root();
  say("init: starting the enclave\n");
  say_end(run(command, environment));
  restart();
}
