/* Loaded into a worker: does what a document might do that took its process over, at the moment
 * when the worker has a job and begins to read. What can be had outside is tried before, too, so
 * that an attempt that fails inside fails for no other reason.
 *
 * ATTEMPT names the attempt, TARGET a file, SOCKET a Unix socket, PORT one of loopback; WITHOUT
 * names what the kernel lacks. A worker whose attempt succeeds goes on as if nothing were. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *attempt, *target, *unix_socket, *port, *without;
static int inside;

static int is(const char *name) { return strcmp(attempt, name) == 0; }

static int opens(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    if (fd < 0)
        return 0;
    close(fd);
    return 1;
}

static int connects(int family)
{
    struct sockaddr_un here = { .sun_family = AF_UNIX };
    struct sockaddr_in there = { .sin_family = AF_INET };
    int fd = socket(family, SOCK_STREAM, 0), done;
    if (fd < 0)
        return 0;
    strncpy(here.sun_path, unix_socket, sizeof here.sun_path - 1);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there.sin_port = htons(atoi(port));
    done = family == AF_UNIX ? connect(fd, (void *)&here, sizeof here)
                             : connect(fd, (void *)&there, sizeof there);
    close(fd);
    return done == 0;
}

static void *nothing(void *argument) { return argument; }

/* Whether it can be done. */
static int try(void)
{
    char byte = 0;
    struct iovec ours = { &byte, 1 }, theirs = { (void *)&attempt, 1 };
    pthread_t thread;
    pid_t child;

    if (is("nothing"))
        return 1;
    if (is("read"))
        return opens("/etc/passwd", O_RDONLY);
    if (is("key"))
        return opens(target, O_RDONLY);
    if (is("write"))
        return opens(target, O_WRONLY);
    if (is("make"))
        return opens(target, O_WRONLY | O_CREAT);
    if (is("own memory"))
        return opens("/proc/self/mem", O_RDWR);
    if (is("truncate"))
        return truncate(target, 1) == 0;
    if (is("folder"))
        return (mkdir("/tmp/.a-worker-made-this", 0700) == 0 || errno == EEXIST)
            && rmdir("/tmp/.a-worker-made-this") == 0;
    if (is("unix"))
        return connects(AF_UNIX);
    if (is("inet"))
        return connects(AF_INET);
    if (is("duplicate"))
        return dup(0) >= 0;
    if (is("descriptor"))
        return write(7, "x", 1) == 1;
    if (is("program"))
        return mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            != MAP_FAILED;
    if (is("fork")) {
        child = fork();
        if (child == 0)
            _exit(0);
        return child > 0 && waitpid(child, 0, 0) == child;
    }
    if (is("thread"))
        return pthread_create(&thread, 0, nothing, 0) == 0 && pthread_join(thread, 0) == 0;
    if (is("signal"))
        return kill(getppid(), 0) == 0;
    if (is("peek"))
        return process_vm_readv(getppid(), &ours, 1, &theirs, 1, 0) == 1 || errno == EFAULT;
    /* These are tried inside only. */
    if (!inside)
        return 1;
    if (is("kill"))
        return kill(getppid(), SIGKILL) == 0;
    if (is("exec"))
        return execl("/bin/true", "true", (char *)0) == 0;
    if (is("trace"))
        return ptrace(PTRACE_SEIZE, getppid(), 0, 0) == 0;
    if (is("ring"))
        return syscall(SYS_io_uring_setup, 1, 0) >= 0 || errno != EPERM;
    if (is("eat")) {
        for (int pieces = 0; pieces < 64; pieces++)
            if (!malloc(64 << 20))
                abort();
        return 1;
    }
    if (is("spin"))
        for (;;)
            ;
    abort();
}

__attribute__((constructor)) static void begin(void)
{
    attempt = getenv("ATTEMPT");
    target = getenv("TARGET");
    unix_socket = getenv("SOCKET");
    port = getenv("PORT");
    without = getenv("WITHOUT");
    if (!try())
        _exit(99);
}

/* A kernel that lacks something. */
long syscall(long number, ...)
{
    static long (*real)(long, ...);
    va_list all;
    long is_landlock = number == SYS_landlock_create_ruleset;

    if (!real)
        real = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    if (without && is_landlock && strcmp(without, "landlock") == 0) {
        errno = ENOSYS;
        return -1;
    }
    if (without && number == SYS_seccomp && strcmp(without, "seccomp") == 0)
        return 0;
    va_start(all, number);
    long a = va_arg(all, long), b = va_arg(all, long), c = va_arg(all, long);
    long d = va_arg(all, long), e = va_arg(all, long), f = va_arg(all, long);
    va_end(all);
    return real(number, a, b, c, d, e, f);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    static ssize_t (*real)(int, const void *, size_t);

    if (!real)
        real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    if (!inside && length == 1 && *(const char *)bytes == 'B') {
        inside = 1;
        /* It has begun, as far as the daemon is concerned. */
        ssize_t written = real(fd, bytes, length);
        if (!try())
            _exit(1);
        return written;
    }
    return real(fd, bytes, length);
}
