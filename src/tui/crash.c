#include "tui/crash.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

/* Written before the handlers stand, read by them. */
static struct {
    struct sigaction before[VX_LEN(signals)];
    struct termios tty;
    int fd;
    size_t len;
    char undo[VX_CRASH_BYTES];
} saved;

static void give_back(void)
{
    for (size_t done = 0; done < saved.len;) {
        ssize_t n = write(saved.fd, saved.undo + done, saved.len - done);
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    tcsetattr(saved.fd, TCSANOW, &saved.tty);
}

/*
 * The handlers that stood before (a sanitizer's, or none) get the signal next: a fault happens
 * again as soon as this returns; what was sent by kill or abort is raised again.
 */
static void on_crash(int number, siginfo_t *info, void *context)
{
    (void)context;
    give_back();
    for (size_t i = 0; i < VX_LEN(signals); i++)
        sigaction(signals[i], &saved.before[i], NULL);
    if (info->si_code <= 0)
        raise(number);
}

void vx_crash_install(int fd, const struct termios *tty, const char *undo, size_t len)
{
    saved.fd = fd;
    saved.tty = *tty;
    saved.len = len < sizeof saved.undo ? len : sizeof saved.undo;
    memcpy(saved.undo, undo, saved.len);
    struct sigaction sa = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&sa.sa_mask);
    for (size_t i = 0; i < VX_LEN(signals); i++)
        sigaction(signals[i], &sa, &saved.before[i]);
}

void vx_crash_remove(void)
{
    for (size_t i = 0; i < VX_LEN(signals); i++)
        sigaction(signals[i], &saved.before[i], NULL);
}
