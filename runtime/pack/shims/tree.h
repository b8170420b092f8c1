/* A flattened device tree (Devicetree Specification 5.4) that can be changed. A node is the offset of its FDT_BEGIN_NODE in the structure; 0 is the root. */
#include "shim.h"

#define NONE (~0u)
enum { STRUCTURE = 0x100000, STRINGS = 0x20000, RESERVED = 64 };

void tree_take(const u8 *blob);         /* copies it; says why and stops when it is no tree */
u64 tree_write(u8 *blob);               /* back into one piece; bytes */
void tree_unreserve(struct range gone); /* drops reservations that overlap it */
u32 tree_find(const char *path);
u32 tree_child(u32 node);
u32 tree_peer(u32 node);
u32 tree_parent(u32 node);
const char *tree_name(u32 node);
u32 tree_property(u32 node, const char *name);      /* 0 for none */
u32 tree_first(u32 node);
u32 tree_next(u32 property);
const char *tree_property_name(u32 property);
u8 *tree_value(u32 property);
u32 tree_bytes(u32 property);
int tree_set(u32 node, const char *name, const void *value, u32 bytes);
void tree_delete(u32 node, const char *name);
u32 tree_handle(u32 node);
u32 tree_node(u32 handle);
u64 tree_number(u32 node, const char *name, u64 otherwise);
u64 length(const char *text);
int equal(const char *a, const char *b);
