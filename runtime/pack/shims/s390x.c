/* The shim on s390x (z/Architecture Principles of Operation). */
#include "shim.h"

enum { CODE_BAD = 0x57ac2 };            /* of the disabled wait state, for who has no console */

extern long servc(u64 command, void *sccb);
extern long probe(u64 address);
extern void reset_and_load(u64 *values) __attribute__((noreturn));
extern void halt(u64 code) __attribute__((noreturn));
const char arch_name[8] = "s390x\0\0";

static u8 sccb[PAGE] __attribute__((aligned(4096)));

void begin(struct bundle *bundle, u64 given, u64 image, u64 end) {
    shim.bundle = bundle;
    shim.given = given;
    shim.self.at = image;
    shim.self.end = end;
    prepare();
}

u64 arch_limit(void) { return 1ul << 31; }      /* SCCBs are below 2 GiB */

void arch_store(u64 *at, u64 value) { __asm__ volatile("stg %1,%0" : "=R"(*at) : "d"(value)); }

/* Storage is without gaps from 0 on; looked for as far as it matters. */
void arch_ram(u64 bytes) {
    u64 enough = shim.all.end, mib = 1ul << 20, top = mib;
    if (shim.self.end > enough) enough = shim.self.end;
    if ((u64)shim.bundle + shim.bundle->bytes > enough) enough = (u64)shim.bundle + shim.bundle->bytes;
    enough += 2 * bytes + 2 * mib;
    while (top < enough && probe(top)) top += mib;
    add(shim.ram, &shim.rams, 0, top);
    add(shim.keep, &shim.keeps, 0, 0x2000);     /* this CPU's prefix area */
}

/* SCLP's console of a terminal: write event data, type 1a. */
void arch_say(const char *text, u64 bytes) {
    u16 *h = (u16 *)sccb;
    clear(sccb, 14);
    if (bytes > 200) bytes = 200;
    h[0] = (u16)(8 + 6 + bytes);
    h[4] = (u16)(6 + bytes);
    sccb[10] = 0x1a;
    copy(sccb + 14, text, bytes);
    while (servc(0x00760005, sccb) == 2) ;
}

/* One kind: values are the PSW and r0 to r15. */
void arch_check(void) {
    if (shim.bundle->kind != 0) die("the bundle's entry is of another kind");
}

void arch_moving(void) {}

/* QEMU's TCG forgets what it has translated only where STG stores, not where MVCLE or MVC do, as those of a kernel that unpacks itself. */
void arch_clear(void) {
    u64 at = 0x10000, end = shim.all.end + (32ul << 20), top = shim.ram[0].end;
    struct range holes[2] = {shim.self, {(u64)shim.bundle, (u64)shim.bundle + shim.bundle->bytes}};
    if (end > top) end = top;
    while (at < end) {
        struct range page = {at, at + PAGE};
        if (!overlap(page, holes[0]) && !overlap(page, holes[1])) clear((void *)at, PAGE);
        at += PAGE;
    }
}

void arch_enter(void) { reset_and_load(shim.bundle->values); }

void arch_stop(void) { halt(CODE_BAD); }
