#include "core/base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#define NS_PER_S       1000000000u
#define CALIBRATION_NS 5000000u
#define BRACKETS       16u      /* readings of which the tightest is kept */
#define TICKS_MIN      1000000u /* a counter slower than 1 MHz is not worth it */
#define TICKS_MAX      (100u * (uint64_t)NS_PER_S)
#define SHIFT_MAX      63u

#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"

static uint64_t read_posix(clockid_t id)
{
    struct timespec t;
    if (clock_gettime(id, &t) != 0)
        return 0;
    return (uint64_t)t.tv_sec * NS_PER_S + (uint64_t)t.tv_nsec;
}

static uint64_t read_counter(void)
{
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return 0;
#endif
}

#if defined(__x86_64__)
/* Constant rate, running on in every sleep state: CPUID 0x80000007, EDX bit 8. */
static bool tsc_is_invariant(void)
{
    unsigned a, b, c, d;
    return __get_cpuid(0x80000007u, &a, &b, &c, &d) && (d & (1u << 8)) != 0;
}

/*
 * A kernel that fell back to a slow timer has seen the TSC go wrong.  In a virtual machine it may
 * prefer its host's clock instead: then the CPU's own word counts.
 */
static bool counter_is_trusted(void)
{
    static const char *const slow[] = {"hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit"};
    char name[32] = "";
    FILE *f = fopen(CLOCKSOURCE, "re");
    if (f != NULL) {
        if (fscanf(f, "%31s", name) != 1)
            name[0] = '\0';
        fclose(f);
    }
    if (strcmp(name, "tsc") == 0)
        return true;
    for (unsigned i = 0; i < VX_LEN(slow); i++)
        if (strcmp(name, slow[i]) == 0)
            return false;
    return tsc_is_invariant();
}
static const enum vx_clock_source counter_source = VX_CLOCK_TSC;
#elif defined(__aarch64__)
static bool counter_is_trusted(void)
{
    return true; /* the architecture demands it */
}
static const enum vx_clock_source counter_source = VX_CLOCK_CNTVCT;
#else
static bool counter_is_trusted(void)
{
    return false;
}
static const enum vx_clock_source counter_source = VX_CLOCK_MONOTONIC;
#endif

/* The counter and the clock at one moment: the reading that took the fewest ticks. */
static void read_both(uint64_t *ticks, uint64_t *ns)
{
    uint64_t best = UINT64_MAX;
    for (unsigned i = 0; i < BRACKETS; i++) {
        uint64_t before = read_counter();
        uint64_t now = read_posix(CLOCK_MONOTONIC);
        uint64_t took = read_counter() - before;
        if (took >= best)
            continue;
        best = took;
        *ticks = before + took / 2;
        *ns = now;
    }
}

/* Ticks of the counter in a second, measured; 0 if it did not behave. */
static uint64_t measure(void)
{
    uint64_t ticks0 = 0, ns0 = 0, ticks1 = 0, ns1 = 0;
    read_both(&ticks0, &ns0);
    do {
        read_both(&ticks1, &ns1);
    } while (ns1 - ns0 < CALIBRATION_NS);
    uint64_t ticks = ticks1 - ticks0;
    uint64_t rate = (uint64_t)((unsigned __int128)ticks * NS_PER_S / (ns1 - ns0));
    return rate >= TICKS_MIN && rate <= TICKS_MAX ? rate : 0;
}

static uint64_t counter_rate(void)
{
#if defined(__aarch64__)
    uint64_t hz;
    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    if (hz >= TICKS_MIN)
        return hz;
#endif
    return measure();
}

/* The largest shift whose multiplier still fits: (ticks * mult) >> shift never overflows 128. */
static void set_rate(struct vx_clock *clock, uint64_t ticks_per_s)
{
    unsigned __int128 mult;
    uint32_t shift = SHIFT_MAX;
    do {
        mult = ((unsigned __int128)NS_PER_S << shift) / ticks_per_s;
    } while (mult >> 64 != 0 && shift-- > 0);
    clock->mult = (uint64_t)mult;
    clock->shift = shift;
    clock->ticks_per_s = ticks_per_s;
}

static uint64_t ticks_now(const struct vx_clock *clock)
{
    return clock->source == VX_CLOCK_MONOTONIC ? read_posix(CLOCK_MONOTONIC) : read_counter();
}

void vx_clock_init_from(struct vx_clock *clock, bool counter)
{
    memset(clock, 0, sizeof(*clock));
    uint64_t rate = counter && counter_is_trusted() ? counter_rate() : 0;
    clock->source = rate != 0 ? counter_source : VX_CLOCK_MONOTONIC;
    set_rate(clock, rate != 0 ? rate : NS_PER_S);
    clock->base_ticks = ticks_now(clock);
}

void vx_clock_init(struct vx_clock *clock)
{
    vx_clock_init_from(clock, true);
}

const char *vx_clock_source_name(const struct vx_clock *clock)
{
    switch ((enum vx_clock_source)clock->source) {
    case VX_CLOCK_TSC:
        return "tsc";
    case VX_CLOCK_CNTVCT:
        return "cntvct";
    case VX_CLOCK_MONOTONIC:
        break;
    }
    return "clock_gettime";
}

uint64_t vx_clock_ns(const struct vx_clock *clock)
{
    uint64_t ticks = ticks_now(clock);
    /* another CPU's counter may be a few ticks behind the one that base_ticks was read from */
    if (VX_UNLIKELY(ticks < clock->base_ticks))
        return 0;
    return (uint64_t)(((unsigned __int128)(ticks - clock->base_ticks) * clock->mult) >>
                      clock->shift);
}

uint64_t vx_monotonic_ns(void)
{
    return read_posix(CLOCK_MONOTONIC);
}

uint64_t vx_realtime_ns(void)
{
    return read_posix(CLOCK_REALTIME);
}
