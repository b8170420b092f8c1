/* The shim on ppc64, below a hypervisor that answers as PAPR says (QEMU's pseries). */
#include "tree.h"

enum { DEVICE_TREE, OPEN_FIRMWARE };
enum { H_GET_TERM_CHAR = 0x54, H_PUT_TERM_CHAR = 0x58, H_RTAS = 0xf000 };
enum { CONSOLE = 1, ROOT = 2, RTAS = 3 };
#define NOTHING_TYPED ((u32)-2)         /* as keyboards answer (IEEE 1275, 3.8.3) */

extern long hcall(u64 number, u64 a, u64 b, u64 c, u64 d);
extern long hget(u64 number, u64 a, u64 *out);
extern void flush(void *line);
extern u64 ticks(void);
extern void jump(u64 *registers) __attribute__((noreturn));
const char arch_name[8] = "ppc64\0\0";

static u64 terminal = 0x71000000, client, top;
static u8 blob[STRUCTURE / 2 + STRINGS] __attribute__((aligned(0x1000)));

static u32 console(void) {
    u32 chosen = tree_find("/chosen"), path = tree_property(chosen, "linux,stdout-path");
    if (!path) path = tree_property(chosen, "stdout-path");
    return path ? tree_find((char *)tree_value(path)) : NONE;
}

void begin(const u8 *tree, u64 image, u64 end, u64 interface) {
    (void)interface;
    shim.self.at = image;
    shim.self.end = end;
    tree_take(tree);
    if (tree_find("/chosen") == NONE) die("the device tree has no /chosen");
    terminal = tree_number(console(), "reg", terminal) & 0xffffffff;
    u32 chosen = tree_find("/chosen");
    u64 from = tree_number(chosen, "linux,initrd-start", 0), to = tree_number(chosen, "linux,initrd-end", 0);
    shim.bundle = (struct bundle *)from;
    shim.given = from && to > from ? to - from : 0;
    tree_unreserve((struct range){from, to});
    tree_unreserve((struct range){(u64)tree, (u64)tree + 1});
    tree_delete(chosen, "linux,initrd-start");
    tree_delete(chosen, "linux,initrd-end");
    prepare();
}

u64 arch_limit(void) { return 768ul << 20; }    /* what Linux leaves to firmware, and 32-bit clients can reach */

void arch_store(u64 *at, u64 value) { *(volatile u64 *)at = value; }

/* The first range of memory is what real mode reaches. RTAS and what else the loader has reserved stays. */
void arch_ram(u64 bytes) {
    (void)bytes;
    for (u32 node = tree_child(0); node != NONE && !shim.rams; node = tree_peer(node)) {
        u32 type = tree_property(node, "device_type"), reg = tree_property(node, "reg");
        if (!type || !reg || !equal((char *)tree_value(type), "memory") || tree_bytes(reg) < 16) continue;
        u64 at = *(u64 *)tree_value(reg), size = *(u64 *)(tree_value(reg) + 8);
        if (at == 0) add(shim.ram, &shim.rams, 0, size);
    }
    add(shim.keep, &shim.keeps, 0, 0x4000);
    u32 rtas = tree_find("/rtas");
    u64 base = tree_number(rtas, "linux,rtas-base", 0);
    if (base) add(shim.keep, &shim.keeps, base, base + tree_number(rtas, "rtas-size", 0x1000));
}

void arch_say(const char *text, u64 bytes) {
    while (bytes) {
        u64 word[2] = {0, 0}, some = bytes > 16 ? 16 : bytes;
        copy(word, text, some);
        while (hcall(H_PUT_TERM_CHAR, terminal, some, word[0], word[1]) == 1) ;
        text += some;
        bytes -= some;
    }
}

void arch_check(void) {
    if (shim.bundle->kind > OPEN_FIRMWARE) die("the bundle's entry is of another kind");
}

void arch_moving(void) {}
void arch_clear(void) {}

static void flush_all(u64 at, u64 end) {
    for (at &= ~127ul; at < end; at += 128) flush((void *)at);
}

void resume(u64 image, u64 interface) {
    (void)image;
    client = interface;
    unpack();
}

static void put64(u32 node, const char *name, u64 value) { tree_set(node, name, &value, 8); }

void arch_enter(void) {
    struct bundle *b = shim.bundle;
    u32 chosen = tree_find("/chosen");
    const char *line = b->text ? (const char *)(b->part + b->parts) : "";
    tree_set(chosen, "bootargs", line, (u32)length(line) + 1);
    for (u32 i = 0; i < b->parts; i++) flush_all(b->part[i].address, b->part[i].address + b->part[i].bytes);
    u64 *v = b->values;
    top = shim.ram[0].end < arch_limit() ? shim.ram[0].end : arch_limit();
    if (b->kind == DEVICE_TREE) {
        if (v[2]) {
            put64(chosen, "linux,initrd-start", v[1]);
            put64(chosen, "linux,initrd-end", v[1] + v[2]);
        }
        tree_write(blob);
        u64 registers[] = {v[0], 0x8000000000001000, 0, (u64)blob, v[3], 0};
        jump(registers);
    }
    add(shim.keep, &shim.keeps, shim.self.at, shim.self.end);
    for (u32 i = 0; i < b->parts; i++) add(shim.keep, &shim.keeps, b->part[i].address, b->part[i].address + b->part[i].memory);
    u64 registers[] = {v[0], v[4], v[3], v[1], v[2], client};
    jump(registers);
}

void arch_stop(void) {
    for (;;) ;
}

/* The client interface (IEEE 1275-1994, 6.3.2). Its memory is what is not in shim.keep, below top. */
static int taken(u64 at, u64 end) {
    for (u32 i = 0; i < shim.keeps; i++)
        if (overlap((struct range){at, end}, shim.keep[i])) return 1;
    return 0;
}

static u32 claim(u64 at, u64 bytes, u64 align) {
    if (bytes == 0 || bytes > top || shim.keeps == RANGES) return NONE;
    if (align == 0) {
        if (at + bytes > top || taken(at, at + bytes)) return NONE;
    } else {
        for (at = (top - bytes) & -align; at && taken(at, at + bytes); at -= align) ;
        if (!at) return NONE;
    }
    add(shim.keep, &shim.keeps, at, at + bytes);
    return (u32)at;
}

static void release(u64 at, u64 end) {
    for (u32 i = 0; i < shim.keeps; i++)
        if (shim.keep[i].at == at && shim.keep[i].end == end) {
            shim.keep[i] = shim.keep[--shim.keeps];
            return;
        }
}

static u64 free_memory[128];

/* "available" of the memory node: start and size of each gap. */
static u32 available(void) {
    u32 n = 0;
    u64 at = 0;
    for (;;) {
        u64 next = top, end = top;
        for (u32 i = 0; i < shim.keeps; i++)
            if (shim.keep[i].end > at && shim.keep[i].at < next) {
                next = shim.keep[i].at;
                end = shim.keep[i].end;
            }
        if (next > at && n < 126) {
            free_memory[n++] = at;
            free_memory[n++] = next - at;
        }
        if (next >= top) return n * 8;
        at = end;
    }
}

static u32 package_of(u32 instance) {
    return instance == CONSOLE ? console() : instance == ROOT ? 0 : instance == RTAS ? tree_find("/rtas") : NONE;
}

static u32 path(u32 node, char *to, u32 room) {
    u32 chain[32], depth = 0, n = 0;
    if (node == NONE) return NONE;
    for (; node && node != NONE && depth < 32; node = tree_parent(node)) chain[depth++] = node;
    if (!depth) {
        if (room) to[0] = '/';
        n = 1;
    }
    while (depth--) {
        const char *name = tree_name(chain[depth]);
        if (n < room) to[n] = '/';
        n++;
        for (; *name; name++, n++)
            if (n < room) to[n] = *name;
    }
    if (n < room) to[n] = 0;
    return n;
}

static u32 property(u32 node, const char *name, u8 *to, u32 room) {
    static u32 handle;
    static char text[64];
    const void *value;
    u32 bytes, at;
    if (node == NONE) return NONE;
    if (node == tree_find("/chosen") && (equal(name, "stdout") || equal(name, "stdin"))) {
        handle = CONSOLE;
        value = &handle;
        bytes = 4;
    } else if (equal(name, "available") && (at = tree_property(node, "device_type")) && equal((char *)tree_value(at), "memory")) {
        value = free_memory;
        bytes = available();
    } else if ((at = tree_property(node, name))) {
        value = tree_value(at);
        bytes = tree_bytes(at);
    } else if (equal(name, "name")) {
        const char *own = tree_name(node);
        for (bytes = 0; own[bytes] && own[bytes] != '@' && bytes < 63; bytes++) text[bytes] = own[bytes];
        text[bytes++] = 0;
        value = text;
    } else {
        return NONE;
    }
    if (to) copy(to, value, bytes < room ? bytes : room);
    return bytes;
}

static u64 typed[3];

/* Up to 16 characters come at once, the client wants them one by one. */
static u32 read(char *to, u32 room) {
    u32 n = 0;
    if (!typed[0] && hget(H_GET_TERM_CHAR, terminal, typed)) typed[0] = 0;
    for (; typed[0] && n < room; n++, typed[0]--, typed[1] = typed[1] << 8 | typed[2] >> 56, typed[2] <<= 8) to[n] = (char)(typed[1] >> 56);
    return n || !room ? n : NOTHING_TYPED;
}

static u32 open(const char *device) {
    u32 node = tree_find(device);
    return node == NONE ? 0 : node == 0 ? ROOT : node == tree_find("/rtas") ? RTAS : node == console() ? CONSOLE : 0;
}

static const u32 rtas_code[] = {0x7c641b78, 0x3c600000, 0x6063f000, 0x44000022, 0x4e800020};

static void *pointer(u32 cell) { return (void *)(u64)cell; }

static int has_method(u32 node, const char *name) {
    return node != NONE && node == tree_find("/rtas") && equal(name, "instantiate-rtas");
}

static long call_method(u32 *in, u32 *out, u32 outs) {
    for (u32 i = 0; i < outs; i++) out[i] = i ? 0 : NONE;
    if (!has_method(package_of(in[1]), pointer(in[0])) || outs < 2) return 0;
    copy(pointer(in[2]), rtas_code, sizeof rtas_code);
    flush(pointer(in[2]));
    out[0] = 0;
    out[1] = in[2];
    return 0;
}

/* Returns when there is no such service, or it has failed. */
static void rtas(const char *service, u32 ins) {
    static u32 cells[6];
    u32 token = (u32)tree_number(tree_find("/rtas"), service, 0);
    if (!token) return;
    cells[0] = token;
    cells[1] = ins;
    cells[2] = 1;
    cells[3] = cells[4] = NONE;
    hcall(H_RTAS, (u64)cells, 0, 0, 0);
}

static void power_off(void) { rtas("power-off", 2); }
static void reboot(void) { rtas("system-reboot", 0); }

/* No Forth here, but the words that end a client. */
static u32 interpret(const char *text) {
    static const struct { const char word[10]; u8 off; } ends[] = {{"reset-all", 0}, {"reboot", 0}, {"power-off", 1}, {"shut-down", 1}};
    while (*text == ' ') text++;
    for (u32 i = 0; i < 4; i++) {
        u32 n = (u32)length(ends[i].word), at = 0;
        while (at < n && text[at] == ends[i].word[at]) at++;
        if (at < n) continue;
        while (text[at] == ' ') at++;
        if (text[at]) continue;
        if (ends[i].off) power_off();
        else reboot();
    }
    return NONE;
}

static u32 next_property(u32 node, const char *before, char *to) {
    u32 at;
    if (node == NONE) return NONE;
    if (!before || !*before) at = tree_first(node);
    else if (!(at = tree_property(node, before))) return NONE;
    else at = tree_next(at);
    if (!at) return 0;
    copy(to, tree_property_name(at), length(tree_property_name(at)) + 1);
    return 1;
}

/* For c a child, for a the parent above, else the peer; of what is no node, none. */
static u32 relative(char which, u32 handle) {
    u32 node = tree_node(handle);
    if (node == NONE) return NONE;
    return tree_handle(which == 'c' ? tree_child(node) : which == 'a' ? tree_parent(node) : tree_peer(node));
}

static int is_service(const char *name) {
    static const char names[] = "finddevice\0peer\0child\0parent\0getproplen\0getprop\0nextprop\0setprop\0canon\0package-to-path\0instance-to-path\0"
        "instance-to-package\0open\0close\0read\0write\0seek\0claim\0release\0call-method\0test\0test-method\0milliseconds\0"
        "interpret\0set-callback\0set-symbol-lookup\0quiesce\0enter\0chain\0exit\0boot\0";
    for (const char *at = names; *at; at += length(at) + 1)
        if (equal(at, name)) return 1;
    return 0;
}

long client_call(u32 *cells) {
    const char *service = pointer(cells[0]);
    u32 ins = cells[1], outs = cells[2], *in = cells + 3, *out = in + ins;
    if (equal(service, "call-method")) return ins >= 2 ? call_method(in, out, outs) : -1;
    if (equal(service, "quiesce") || equal(service, "enter") || equal(service, "set-symbol-lookup")) return 0;
    if (equal(service, "exit") || equal(service, "boot")) {
        if (*service == 'e') power_off();
        else reboot();
        die("the client has ended");
    }
    if (equal(service, "close")) return 0;
    if (equal(service, "release")) {
        if (ins < 2) return -1;
        release(in[0], (u64)in[0] + in[1]);
        return 0;
    }
    if (outs < 1) return -1;
    if (equal(service, "milliseconds")) { out[0] = (u32)(ticks() / 512000); return 0; }
    if (ins < 1) return -1;
    if (equal(service, "finddevice")) { u32 node = tree_find(pointer(in[0])); out[0] = node == NONE ? NONE : tree_handle(node); }
    else if (equal(service, "peer")) out[0] = in[0] ? relative('p', in[0]) : tree_handle(0);
    else if (equal(service, "child")) out[0] = relative('c', in[0]);
    else if (equal(service, "parent")) out[0] = relative('a', in[0]);
    else if (equal(service, "test")) out[0] = is_service(pointer(in[0])) ? 0 : NONE;
    else if (equal(service, "set-callback")) out[0] = 0;
    else if (equal(service, "interpret")) out[0] = interpret(pointer(in[0]));
    else if (equal(service, "open")) out[0] = open(pointer(in[0]));
    else if (equal(service, "instance-to-package")) { u32 node = package_of(in[0]); out[0] = node == NONE ? NONE : tree_handle(node); }
    else if (ins < 2) return -1;
    else if (equal(service, "test-method")) out[0] = has_method(tree_node(in[0]), pointer(in[1])) ? 0 : NONE;
    else if (equal(service, "getproplen")) out[0] = property(tree_node(in[0]), pointer(in[1]), 0, 0);
    else if (ins < 3) return -1;
    else if (equal(service, "nextprop")) out[0] = next_property(tree_node(in[0]), in[1] ? pointer(in[1]) : 0, pointer(in[2]));
    else if (equal(service, "canon")) out[0] = path(tree_find(pointer(in[0])), pointer(in[1]), in[2]);
    else if (equal(service, "seek")) out[0] = NONE;
    else if (equal(service, "package-to-path")) out[0] = path(tree_node(in[0]), pointer(in[1]), in[2]);
    else if (equal(service, "instance-to-path")) out[0] = path(package_of(in[0]), pointer(in[1]), in[2]);
    else if (equal(service, "write") || equal(service, "read")) {
        if (in[0] != CONSOLE) out[0] = NONE;
        else if (*service == 'r') out[0] = read(pointer(in[1]), in[2]);
        else { arch_say(pointer(in[1]), in[2]); out[0] = in[2]; }
    }
    else if (equal(service, "claim")) out[0] = claim(in[0], in[1], in[2]);
    else if (ins < 4) return -1;
    else if (equal(service, "getprop")) out[0] = property(tree_node(in[0]), pointer(in[1]), pointer(in[2]), in[3]);
    else if (equal(service, "setprop")) {
        u32 node = tree_node(in[0]);
        out[0] = node != NONE && tree_set(node, pointer(in[1]), pointer(in[2]), in[3]) ? in[3] : NONE;
    } else {
        for (u32 i = 0; i < outs; i++) out[i] = i ? 0 : NONE;
        return -1;
    }
    return 0;
}
