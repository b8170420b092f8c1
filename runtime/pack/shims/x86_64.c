/* The shim on x86_64 (Linux: Documentation/arch/x86/boot.rst and zero-page.rst; Xen: public/arch-x86/hvm/start_info.h; Multiboot 0.6.96 and 2.0). */
#include "shim.h"

enum { LINUX_64 = 1, PVH, MULTIBOOT, MULTIBOOT2 };  /* values: entry, information */

extern u64 tables[];
extern void load_tables(u64 *root);
extern void enter64(u64 entry, u64 zero_page) __attribute__((noreturn));
extern void enter32(u64 entry, u64 ebx, u64 eax) __attribute__((noreturn));
const char arch_name[8] = "x86_64\0";

static u8 loader[PAGE] __attribute__((aligned(16)));   /* the boot parameters that came */
struct entry {
    u64 at, bytes;
    u32 type;
} __attribute__((packed));
static struct {
    u64 at, bytes;
    u32 type, zero;
} pvh[128];
static struct {
    u32 size;
    struct entry entry;
} __attribute__((packed)) multiboot[128];
static u8 tags[0x4000] __attribute__((aligned(8)));
static u32 more;                        /* page directories in use behind the first four GiB's */

enum { GIB_BITS = 30, MORE = 18, MAPPED = 512 };

static u32 get32(const void *at) { return *(const u32 *)at; }
static u64 get64(const void *at) { return *(const u64 *)at; }
static void put32(void *at, u64 value) { *(u32 *)at = (u32)value; }
static void put64(void *at, u64 value) { *(u64 *)at = value; }
static u64 at(u64 offset) { return get64(loader + offset); }
static u32 entries(void) { return loader[0x1e8] > 128 ? 128 : loader[0x1e8]; }
static struct entry *e820(u32 i) { return (struct entry *)(loader + 0x2d0) + i; }

/* Each address below 4 GiB, by 2 MiB pages. They may be in use already, with the same entries. */
static void map_low(void) {
    for (u32 i = 1; i < 512; i++) tables[i] = 0;
    for (u32 i = 4; i < 512; i++) tables[512 + i] = 0;
    tables[0] = (u64)(tables + 512) | 3;
    for (u64 i = 0; i < 4; i++) tables[512 + i] = (u64)(tables + 512 * (2 + i)) | 3;
    for (u64 i = 0; i < 4 * 512; i++) tables[2 * 512 + i] = i << 21 | 0x83;
    more = 0;
}

static void map(u64 from, u64 end) {
    for (u64 gib = from >> GIB_BITS; gib <= (end - 1) >> GIB_BITS; gib++) {
        if (gib >= MAPPED) die("a part is above 512 GiB");
        if (tables[512 + gib]) continue;
        if (more == MORE) die("the bundle spans too much memory");
        u64 *directory = tables + 512 * (6 + more++);
        for (u64 i = 0; i < 512; i++) directory[i] = gib << GIB_BITS | i << 21 | 0x83;
        tables[512 + gib] = (u64)directory | 3;
    }
}

static void map_bundle(void) {
    u64 from = (u64)shim.bundle;
    map(from, from + shim.given + PAGE);
}

void begin(const u8 *parameters, u64 image, u64 end) {
    copy(loader, parameters, PAGE);
    shim.self.at = image;
    shim.self.end = end;
    shim.bundle = (struct bundle *)((u64)get32(loader + 0xc0) << 32 | get32(loader + 0x218));
    shim.given = (u64)get32(loader + 0xc4) << 32 | get32(loader + 0x21c);
    if ((u64)shim.bundle >> 39) die("the initrd is above 512 GiB");
    if (!shim.bundle) shim.given = 0;
    map_low();
    map(image, end);
    map_bundle();
    load_tables(tables);
    prepare();
}

void resume(u64 image) {
    map_low();
    map(image, shim.self.end);
    map_bundle();
    load_tables(tables);
    unpack();
}

/* Linux' PVH entry reads the memory map with its first GiB mapped (arch/x86/platform/pvh/head.S). */
u64 arch_limit(void) { return 1ul << (shim.bundle->kind == LINUX_64 ? 32 : GIB_BITS); }

void arch_store(u64 *at, u64 value) { *(volatile u64 *)at = value; }

void arch_ram(u64 bytes) {
    (void)bytes;
    for (u32 i = 0; i < entries(); i++) {
        u64 end = e820(i)->at + e820(i)->bytes;
        if (e820(i)->type == 1 && end > e820(i)->at) add(shim.ram, &shim.rams, e820(i)->at, end < 1ul << 39 ? end : 1ul << 39);
    }
    add(shim.keep, &shim.keeps, 0, PAGE);
}

static u8 in(u16 port) {
    u8 value;
    __asm__ volatile("inb %1,%0" : "=a"(value) : "Nd"(port));
    return value;
}

static void out(u16 port, u8 value) { __asm__ volatile("outb %0,%1" : : "a"(value), "Nd"(port)); }

/* The first serial port, as it was set up; not for ever where there is none. */
void arch_say(const char *text, u64 bytes) {
    while (bytes--) {
        for (u32 i = 0; i < 1000000 && !(in(0x3fd) & 0x20); i++) ;
        out(0x3f8, (u8)*text++);
    }
}

void arch_check(void) {
    struct bundle *b = shim.bundle;
    if (b->kind < LINUX_64 || b->kind > MULTIBOOT2) die("the bundle's entry is of another kind");
    if (b->values[1] >> 32 || (b->kind != LINUX_64 && b->values[0] >> 32)) die("the bundle's entry is above 4 GiB");
}

void arch_moving(void) { map_bundle(); }

void arch_clear(void) {
    for (u32 i = 0; i < shim.bundle->parts; i++)
        if (shim.bundle->part[i].memory) map(shim.bundle->part[i].address, shim.bundle->part[i].address + shim.bundle->part[i].memory);
    load_tables(tables);
}

/* What the machine tells: screen, EFI, memory map, RSDP. What the kernel's own header tells stays. */
static void linux_64(u8 *page) {
    copy(page, loader, 0x40);
    put64(page + 0x70, at(0x70));
    copy(page + 0x140, loader + 0x140, 0x80 + 0x20);
    put32(page + 0x1e0, get32(loader + 0x1e0));
    page[0x1ec] = loader[0x1ec];
    page[0x1e8] = (u8)entries();
    copy(page + 0x2d0, loader + 0x2d0, 20 * entries());
}

static void start_info(u8 *info) {
    for (u32 i = 0; i < entries(); i++) {
        pvh[i].at = e820(i)->at;
        pvh[i].bytes = e820(i)->bytes;
        pvh[i].type = e820(i)->type;
    }
    put64(info + 32, at(0x70));
    if (get32(info + 4) == 0) return;
    put64(info + 40, (u64)pvh);
    put32(info + 48, entries());
}

static u64 upper(void) {
    for (u32 i = 0; i < entries(); i++)
        if (e820(i)->type == 1 && e820(i)->at == 1 << 20) return e820(i)->bytes >> 10;
    return 0;
}

static void multiboot_info(u8 *info) {
    for (u32 i = 0; i < entries(); i++) {
        multiboot[i].size = 20;
        multiboot[i].entry = *e820(i);
    }
    put32(info, get32(info) | 0x41);
    put32(info + 4, 640);
    put32(info + 8, upper());
    put32(info + 44, entries() * sizeof multiboot[0]);
    put32(info + 48, (u64)multiboot);
}

static u8 *tag(u8 *to, u32 type, u64 bytes) {
    if (to + bytes + 24 > tags + sizeof tags) die("the Multiboot information is too large");
    put32(to, type);
    put32(to + 4, bytes);
    return to + 8;
}

static u8 *next(u8 *tag) { return tag + ((get32(tag + 4) + 7ul) & ~7ul); }

/* Tags of the machine that packed, and of the one that runs in their place. */
static u64 multiboot2_info(u8 *info) {
    u8 *end = info + get32(info), *to = tags + 8;
    for (u8 *from = info + 8; from + 8 <= end && get32(from) && get32(from + 4) >= 8; from = next(from)) {
        u32 type = get32(from), bytes = get32(from + 4);
        if (type == 4 || type == 6 || type == 14 || type == 15 || type == 17 || bytes > end - from) continue;
        copy(tag(to, type, bytes), from + 8, bytes - 8);
        to = next(to);
    }
    u8 *body = tag(to, 4, 16);
    put32(body, 640);
    put32(body + 4, upper());
    to = next(to);
    body = tag(to, 6, 16 + 24ul * entries());
    put32(body, 24);
    put32(body + 4, 0);
    for (u32 i = 0; i < entries(); i++) {
        copy(body + 8 + 24 * i, e820(i), 20);
        put32(body + 28 + 24 * i, 0);
    }
    to = next(to);
    u8 *rsdp = (u8 *)at(0x70);
    if (rsdp && !((u64)rsdp >> 32)) {
        u64 bytes = rsdp[15] < 2 ? 20 : 36;
        copy(tag(to, bytes == 20 ? 14 : 15, 8 + bytes), rsdp, bytes);
        to = next(to);
    }
    tag(to, 0, 8);
    put32(tags, (u64)(to + 8 - tags));
    return (u64)tags;
}

void arch_enter(void) {
    u64 entry = shim.bundle->values[0], info = shim.bundle->values[1];
    switch (shim.bundle->kind) {
    case LINUX_64:
        linux_64((u8 *)info);
        enter64(entry, info);
    case PVH:
        start_info((u8 *)info);
        enter32(entry, info, 0);
    case MULTIBOOT:
        multiboot_info((u8 *)info);
        enter32(entry, info, 0x2badb002);
    default:
        enter32(entry, multiboot2_info((u8 *)info), 0x36d76289);
    }
}

void arch_stop(void) {
    for (;;) __asm__ volatile("cli; hlt");
}
