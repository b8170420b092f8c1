/* Checks a bundle, moves it and this program out of the way, copies its parts. */
#include "shim.h"

struct shim shim = {0};

static u64 up(u64 value) { return (value + PAGE - 1) & ~(PAGE - 1); }

int same(const void *a, const void *b, u64 bytes) {
    const u8 *x = a, *y = b;
    while (bytes--)
        if (*x++ != *y++) return 0;
    return 1;
}

void copy(void *to, const void *from, u64 bytes) {
    u64 *t = to;
    const u64 *f = from;
    for (; bytes >= 8; bytes -= 8) arch_store(t++, *f++);
    u8 *x = (u8 *)t;
    const u8 *y = (const u8 *)f;
    while (bytes--) *x++ = *y++;
}

/* Whole pages. */
void move_up_or_down(void *to, const void *from, u64 bytes) {
    if (to <= from) {
        copy(to, from, bytes);
        return;
    }
    u64 *t = (u64 *)((u8 *)to + bytes);
    const u64 *f = (const u64 *)((const u8 *)from + bytes);
    for (; bytes; bytes -= 8) arch_store(--t, *--f);
}

void clear(void *at, u64 bytes) {
    u8 *x = at;
    for (; bytes && ((u64)x & 7); bytes--) *x++ = 0;
    u64 *t = (u64 *)x;
    for (; bytes >= 8; bytes -= 8) arch_store(t++, 0);
    for (x = (u8 *)t; bytes; bytes--) *x++ = 0;
}

int overlap(struct range a, struct range b) { return a.at < b.end && b.at < a.end; }

void add(struct range *list, u32 *count, u64 at, u64 end) {
    if (*count < RANGES && at < end) {
        list[*count].at = at;
        list[(*count)++].end = end;
    }
}

void say(const char *text) {
    u64 n = 0;
    while (text[n]) n++;
    arch_say(text, n);
}

void say_number(u64 number) {
    char text[20];
    u32 n = sizeof text;
    do {
        text[--n] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    arch_say(text + n, sizeof text - n);
}

void die(const char *why) {
    say("strapwork: ");
    say(why);
    say("\r\n");
    arch_stop();
}

static void check_head(struct bundle *b) {
    u8 digest[32], said[32];
    if (shim.given < sizeof *b || !same(b->magic, "SWBUNDLE", 8)) die("the initrd is no bundle");
    if (!same(b->architecture, arch_name, 8)) die("the bundle is for another architecture");
    if (b->version != 1) die("the bundle has another version");
    if (b->bytes > shim.given) die("the bundle is truncated");
    u64 head = sizeof *b + b->parts * sizeof b->part[0] + b->text;
    if (b->parts == 0 || b->parts > PARTS || b->text > PAGE || b->bytes < head || (b->bytes & (PAGE - 1))) die("the bundle's head is damaged");
    copy(said, b->sha256, 32);
    clear(b->sha256, 32);
    sha256((u8 *)b, head, digest);
    copy(b->sha256, said, 32);
    if (!same(said, digest, 32)) die("the bundle's head is damaged");
}

static void damaged(u32 i, const char *how) {
    say("strapwork: part ");
    say_number(i);
    say(how);
    say("\r\n");
    arch_stop();
}

static int in_ram(struct range r) {
    for (u32 i = 0; i < shim.rams; i++)
        if (shim.ram[i].at <= r.at && r.end <= shim.ram[i].end) return 1;
    return 0;
}

static struct range target(struct part *p) { return (struct range){p->address, p->address + p->memory}; }

static void check_parts(struct bundle *b) {
    u8 digest[32];
    u64 head = sizeof *b + b->parts * sizeof b->part[0];
    head += b->text;
    shim.all.at = ~0ul;
    for (u32 i = 0; i < b->parts; i++) {
        struct part *p = b->part + i;
        if (p->bytes > p->memory || p->address + p->memory < p->address || (p->offset & (PAGE - 1)) || p->offset < head
            || p->offset > b->bytes || p->bytes > b->bytes - p->offset)
            damaged(i, " is damaged");
        for (u32 j = 0; j < i; j++)
            if (overlap(target(p), target(b->part + j))) damaged(i, " overlaps another one");
        if (p->address < shim.all.at) shim.all.at = p->address;
        if (p->address + p->memory > shim.all.end) shim.all.end = p->address + p->memory;
    }
    for (u32 i = 0; i < b->parts; i++) {
        struct part *p = b->part + i;
        sha256((u8 *)b + p->offset, up(p->bytes), digest);
        if (!same(digest, p->sha256, 32)) damaged(i, " is damaged");
    }
}

static int is_free(struct range place) {
    struct bundle *b = shim.bundle;
    for (u32 i = 0; i < b->parts; i++)
        if (overlap(place, target(b->part + i))) return 0;
    for (u32 i = 0; i < shim.keeps; i++)
        if (overlap(place, shim.keep[i])) return 0;
    return 1;
}

/* The highest free place; besides[0..1] are not free either. */
static u64 find(u64 bytes, u64 limit, struct range a, struct range z) {
    u64 best = 0;
    for (u32 i = 0; i < shim.rams; i++) {
        u64 at = shim.ram[i].end < limit ? shim.ram[i].end : limit;
        at &= ~(PAGE - 1);
        while (at >= bytes && at - bytes >= shim.ram[i].at && at - bytes > best) {
            struct range place = {at - bytes, at};
            struct range *in_the_way = 0;
            struct range hit;
            if (overlap(place, a)) in_the_way = &a;
            if (overlap(place, z)) in_the_way = &z;
            for (u32 j = 0; !in_the_way && j < shim.bundle->parts; j++) {
                hit = target(shim.bundle->part + j);
                if (overlap(place, hit)) in_the_way = &hit;
            }
            for (u32 j = 0; !in_the_way && j < shim.keeps; j++)
                if (overlap(place, shim.keep[j])) in_the_way = shim.keep + j;
            if (!in_the_way) {
                best = place.at;
                break;
            }
            at = in_the_way->at & ~(PAGE - 1);
        }
    }
    return best;
}

void prepare(void) {
    struct bundle *b = shim.bundle;
    check_head(b);
    check_parts(b);
    arch_check();
    u64 own = up(shim.self.end - shim.self.at);
    arch_ram(b->bytes + own);
    for (u32 i = 0; i < b->parts; i++)
        if (b->part[i].memory && !in_ram(target(b->part + i))) damaged(i, " is outside of memory");
    struct range from = {(u64)b, (u64)b + b->bytes};
    u64 self = shim.self.at;
    if (!is_free(shim.self) || shim.self.end > arch_limit() || !in_ram(shim.self)) self = find(own, arch_limit(), from, shim.self);
    if (!self) die("no room in memory for the shim");
    struct range place = {self, self + own};
    say("strapwork: unpacking\r\n");
    if (!is_free(from)) {
        /* not over this code, which still runs, nor over where it goes; over the bundle itself it may be */
        u64 to = find(b->bytes, ~0ul, place, shim.self);
        if (!to) die("no room in memory for the bundle");
        shim.bundle = (struct bundle *)to;
        arch_moving();
        move_up_or_down(shim.bundle, b, up(b->bytes));
    } else {
        arch_moving();
    }
    if (self != shim.self.at) {
        struct range old = shim.self;
        shim.self = place;
        copy((void *)self, (void *)old.at, old.end - old.at);
    }
    arch_resume(self);
}

void unpack(void) {
    struct bundle *b = shim.bundle;
    arch_clear();
    for (u32 i = 0; i < b->parts; i++) {
        struct part *p = b->part + i;
        copy((void *)p->address, (u8 *)b + p->offset, p->bytes);
        clear((void *)(p->address + p->bytes), p->memory - p->bytes);
    }
    arch_enter();
}
