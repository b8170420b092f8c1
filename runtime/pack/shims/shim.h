/* What the shims of all architectures have in common. Freestanding C, position independent; nothing here has an address of its own in its data. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

#define PAGE 0x1000ul
#define PARTS 96
#define RANGES 160

/* The bundle's head, in the byte order of its architecture; the table of parts follows. io.strapwork.pack.BundleFormat is the same in Java. */
struct part {
    u64 address, memory, offset, bytes;
    u8 sha256[32];                      /* of the bytes and the zeros that fill their last page */
};
struct bundle {
    char magic[8], architecture[8];
    u32 version, parts;
    u64 bytes;
    u32 kind, flags;
    u8 sha256[32];                      /* of head and table, with zeros here */
    u64 text, zero[6];                  /* bytes of the command line behind the table, with its NUL */
    u64 values[32];                     /* of the entry, by kind */
    u64 zeros[16];
    struct part part[];
};
struct range {
    u64 at, end;
};

/* core.c */
struct shim {
    struct bundle *bundle;
    u64 given;                          /* bytes, as the loader says; the bundle may be shorter */
    struct range self;                  /* all that this program consists of, with stack */
    struct range ram[RANGES], keep[RANGES];
    u32 rams, keeps;
    struct range all;                   /* from the first to the last byte of all parts */
};
extern struct shim shim;
void prepare(void);                     /* checks, then goes on at the place found, by arch_resume */
void unpack(void);                      /* called there */
void die(const char *why) __attribute__((noreturn));
void say(const char *text);
void say_number(u64 number);
void sha256(const u8 *data, u64 bytes, u8 *digest);
void copy(void *to, const void *from, u64 bytes);
void move_up_or_down(void *to, const void *from, u64 bytes);
void clear(void *at, u64 bytes);
int same(const void *a, const void *b, u64 bytes);
int overlap(struct range a, struct range b);
void add(struct range *list, u32 *count, u64 at, u64 end);

/* each architecture */
extern const char arch_name[8];
u64 arch_limit(void);                   /* this program's place ends below it */
void arch_look(u64 bytes);              /* bundle and ranges of RAM, as far as they matter for finding that many */
void arch_ram(u64 bytes);
void arch_say(const char *text, u64 bytes);
void arch_check(void);                  /* kind and values */
void arch_moving(void);                 /* the bundle is at its last place; nothing was copied there yet */
void arch_clear(void);                  /* before the parts are copied */
void arch_enter(void) __attribute__((noreturn));
void arch_stop(void) __attribute__((noreturn));
void arch_resume(u64 place) __attribute__((noreturn));
void arch_store(u64 *at, u64 value);
