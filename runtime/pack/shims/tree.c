#include "tree.h"

enum { BEGIN = 1, END, PROPERTY, NOP, LAST = 9, OWN_HANDLES = 0x60000000 };

static u8 structure[STRUCTURE];
static char strings[STRINGS];
static struct range reserved[RESERVED];
static u32 structure_bytes, strings_bytes, reservations, boot_cpu;

static u32 be(const void *at) { return *(const u32 *)at; }
static u32 token(u32 at) { return at + 4 <= structure_bytes ? be(structure + at) : LAST; }

u64 length(const char *text) {
    u64 n = 0;
    while (text[n]) n++;
    return n;
}

int equal(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

void tree_take(const u8 *blob) {
    u32 at = be(blob + 8), text = be(blob + 12);
    structure_bytes = be(blob + 36);
    strings_bytes = be(blob + 32);
    if (be(blob) != 0xd00dfeed || be(blob + 20) < 17) die("the loader brings no device tree");
    if (structure_bytes > STRUCTURE / 2 || strings_bytes > STRINGS / 2) die("the device tree is too large");
    boot_cpu = be(blob + 28);
    copy(structure, blob + at, structure_bytes);
    copy(strings, blob + text, strings_bytes);
    for (const u64 *r = (const u64 *)(blob + be(blob + 16)); r[1] && reservations < RESERVED; r += 2) {
        reserved[reservations].at = r[0];
        reserved[reservations++].end = r[0] + r[1];
    }
}

void tree_unreserve(struct range gone) {
    for (u32 i = 0; i < reservations;)
        if (overlap(reserved[i], gone)) reserved[i] = reserved[--reservations];
        else i++;
}

static void put(u8 *at, u32 value) { *(u32 *)at = value; }

u64 tree_write(u8 *blob) {
    u32 body = 40 + 16 * (reservations + 1), text = body + structure_bytes, total = text + strings_bytes;
    u32 head[] = {0xd00dfeed, total, body, text, 40, 17, 16, boot_cpu, strings_bytes, structure_bytes};
    for (u32 i = 0; i < 10; i++) put(blob + 4 * i, head[i]);
    u64 *r = (u64 *)(blob + 40);
    for (u32 i = 0; i < reservations; i++) {
        *r++ = reserved[i].at;
        *r++ = reserved[i].end - reserved[i].at;
    }
    *r++ = 0;
    *r = 0;
    copy(blob + body, structure, structure_bytes);
    copy(blob + text, strings, strings_bytes);
    return total;
}

static u32 skip(u32 at) {
    switch (token(at)) {
    case BEGIN: return (u32)(at + 4 + length((char *)structure + at + 4) + 1 + 3) & ~3u;
    case PROPERTY: return (at + 12 + be(structure + at + 4) + 3) & ~3u;
    default: return at + 4;
    }
}

static u32 past_nops(u32 at) {
    while (token(at) == NOP) at += 4;
    return at;
}

static u32 after(u32 node) {
    int depth = 0;
    u32 at = node;
    do {
        u32 what = token(at);
        if (what == LAST) return at;
        depth += what == BEGIN ? 1 : what == END ? -1 : 0;
        at = skip(at);
    } while (depth);
    return at;
}

const char *tree_name(u32 node) { return (char *)structure + node + 4; }
u32 tree_first(u32 node) {
    u32 at = past_nops(skip(node));
    return token(at) == PROPERTY ? at : 0;
}
u32 tree_next(u32 property) {
    u32 at = past_nops(skip(property));
    return token(at) == PROPERTY ? at : 0;
}
const char *tree_property_name(u32 property) { return strings + be(structure + property + 8); }
u8 *tree_value(u32 property) { return structure + property + 12; }
u32 tree_bytes(u32 property) { return be(structure + property + 4); }

u32 tree_property(u32 node, const char *name) {
    for (u32 at = tree_first(node); at; at = tree_next(at))
        if (equal(tree_property_name(at), name)) return at;
    return 0;
}

u32 tree_child(u32 node) {
    u32 at = skip(node);
    while (token(at) == NOP || token(at) == PROPERTY) at = skip(at);
    return token(at) == BEGIN ? at : NONE;
}

u32 tree_peer(u32 node) {
    if (node == 0) return NONE;
    u32 at = past_nops(after(node));
    return token(at) == BEGIN ? at : NONE;
}

u32 tree_parent(u32 node) {
    u32 stack[32], depth = 0;
    for (u32 at = 0; token(at) != LAST; at = skip(at)) {
        if (at == node) return depth ? stack[depth - 1] : NONE;
        if (token(at) == BEGIN) {
            if (depth == 32) return NONE;
            stack[depth++] = at;
        } else if (token(at) == END) {
            depth--;
        }
    }
    return NONE;
}

/* As IEEE 1275 wants it: a name without its unit address is enough; what is behind a colon is for the device. */
u32 tree_find(const char *p) {
    u32 node = 0;
    if (*p != '/') return NONE;
    for (;;) {
        while (*p == '/') p++;
        if (!*p || *p == ':') return node;
        u64 bytes = 0;
        while (p[bytes] && p[bytes] != '/' && p[bytes] != ':') bytes++;
        u32 child = tree_child(node);
        for (; child != NONE; child = tree_peer(child)) {
            const char *name = tree_name(child);
            u64 i = 0;
            while (i < bytes && name[i] == p[i]) i++;
            if (i == bytes && (!name[i] || name[i] == '@')) break;
        }
        if (child == NONE) return NONE;
        node = child;
        p += bytes;
    }
}

static void resize(u32 at, u32 old, u32 now) {
    u32 rest = structure_bytes - at - old;
    u8 *from = structure + at + old, *to = structure + at + now;
    if (to < from)
        for (u32 i = 0; i < rest; i++) to[i] = from[i];
    else
        for (u32 i = rest; i--;) to[i] = from[i];
    structure_bytes += now - old;
}

static u32 string(const char *name) {
    for (u32 at = 0; at < strings_bytes; at += (u32)length(strings + at) + 1)
        if (equal(strings + at, name)) return at;
    u32 bytes = (u32)length(name) + 1, at = strings_bytes;
    if (at + bytes > STRINGS) return NONE;
    copy(strings + at, name, bytes);
    strings_bytes += bytes;
    return at;
}

int tree_set(u32 node, const char *name, const void *value, u32 bytes) {
    u32 padded = (bytes + 3) & ~3u, at = tree_property(node, name), said = at ? 0 : string(name);
    if (bytes > STRUCTURE || structure_bytes + 12 + padded > STRUCTURE || said == NONE) return 0;
    if (at) {
        resize(at + 12, (tree_bytes(at) + 3) & ~3u, padded);
    } else {
        at = skip(node);
        resize(at, 0, 12 + padded);
        put(structure + at, PROPERTY);
        put(structure + at + 8, said);
    }
    put(structure + at + 4, bytes);
    clear(structure + at + 12, padded);
    copy(structure + at + 12, value, bytes);
    return 1;
}

void tree_delete(u32 node, const char *name) {
    u32 at = tree_property(node, name);
    if (at) resize(at, skip(at) - at, 0);
}

/* Without a phandle of its own, a node's number in the structure; nodes that had theirs looked up move only when a property is added. */
static u32 ordinal(u32 node) {
    u32 n = 0;
    for (u32 at = 0; at < node && token(at) != LAST; at = skip(at)) n += token(at) == BEGIN;
    return n;
}

u32 tree_handle(u32 node) {
    if (node == NONE) return 0;
    u32 at = tree_property(node, "phandle");
    if (!at) at = tree_property(node, "linux,phandle");
    return at ? be(tree_value(at)) : OWN_HANDLES + ordinal(node);
}

u32 tree_node(u32 handle) {
    u32 n = 0;
    for (u32 at = 0; token(at) != LAST; at = skip(at)) {
        if (token(at) != BEGIN) continue;
        if (handle == OWN_HANDLES + n || (handle < OWN_HANDLES && tree_handle(at) == handle)) return at;
        n++;
    }
    return NONE;
}

u64 tree_number(u32 node, const char *name, u64 otherwise) {
    u32 at = node == NONE ? 0 : tree_property(node, name);
    if (!at || tree_bytes(at) < 4) return otherwise;
    return tree_bytes(at) >= 8 ? (u64)be(tree_value(at)) << 32 | be(tree_value(at) + 4) : be(tree_value(at));
}
