/* A client of Open Firmware that makes one list of calls and says what is answered, for whoever answers (IEEE 1275-1994, 6.3.2). 32 bits, as GRUB.
 * A line is "call: " and what must be the same everywhere; handles and addresses are compared, not said. */
typedef unsigned int u32;
typedef int (*firmware_call)(u32 *);

static firmware_call firmware;
static u32 out[8], stdout_instance;
static char buffer[512];

static u32 length(const char *text) {
    u32 n = 0;
    while (text[n]) n++;
    return n;
}

/* Status; the returns are in out. */
static int call(const char *service, u32 ins, u32 outs, u32 a, u32 b, u32 c, u32 d) {
    static u32 cells[16];
    u32 in[] = {a, b, c, d};
    cells[0] = (u32)service;
    cells[1] = ins;
    cells[2] = outs;
    for (u32 i = 0; i < ins; i++) cells[3 + i] = in[i];
    for (u32 i = 0; i < outs; i++) cells[3 + ins + i] = 0x55555555;
    int status = firmware(cells);
    for (u32 i = 0; i < outs; i++) out[i] = cells[3 + ins + i];
    return status;
}

#define TEXT(t) ((u32)(const char *)(t))
static u32 one(const char *service, u32 ins, u32 a, u32 b, u32 c, u32 d) { return call(service, ins, 1, a, b, c, d) ? 0xbadbad : out[0]; }
static void write(const char *text) { call("write", 3, 1, stdout_instance, TEXT(text), length(text), 0); }

static void say(const char *what, u32 value) {
    char digits[12];
    u32 at = 11, rest = (int)value < 0 ? -value : value;
    digits[at] = 0;
    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if ((int)value < 0) digits[--at] = '-';
    write("call: ");
    write(what);
    write(" ");
    write(digits + at);
    write("\r\n");
}

static void tell(const char *what, const char *value) {
    write("call: ");
    write(what);
    write(" ");
    write(value);
    write("\r\n");
}

static void fill(char with) {
    for (u32 i = 0; i < sizeof buffer; i++) buffer[i] = with;
}

/* How many nodes' children have another parent. */
static u32 wrong, nodes;
static void walk(u32 node) {
    nodes++;
    for (u32 child = one("child", 1, node, 0, 0, 0); child && child != 0xbadbad && nodes < 2000; child = one("peer", 1, child, 0, 0, 0)) {
        wrong += one("parent", 1, child, 0, 0, 0) != node;
        walk(child);
    }
}

void calls(firmware_call client) {
    firmware = client;
    u32 root = one("peer", 1, 0, 0, 0, 0), chosen = one("finddevice", 1, TEXT("/chosen"), 0, 0, 0);
    call("getprop", 4, 1, chosen, TEXT("stdout"), (u32)&stdout_instance, 4);
    u32 rtas = one("finddevice", 1, TEXT("/rtas"), 0, 0, 0), terminal = one("instance-to-package", 1, stdout_instance, 0, 0, 0), n = 0;
    write("\r\n");
    say("root is found as /", one("finddevice", 1, TEXT("/"), 0, 0, 0) == root);
    say("parent of root", one("parent", 1, root, 0, 0, 0));
    say("peer of root", one("peer", 1, root, 0, 0, 0));
    say("parent of chosen is root", one("parent", 1, chosen, 0, 0, 0) == root);
    walk(root);
    say("children of other parents", wrong);
    say("more than 10 nodes", nodes > 10 && nodes < 2000);
    say("nowhere", one("finddevice", 1, TEXT("/nowhere"), 0, 0, 0));
    say("child of nowhere", one("finddevice", 1, TEXT("/chosen/nowhere"), 0, 0, 0));
    say("by name without unit", one("finddevice", 1, TEXT("/vdevice/vty"), 0, 0, 0) == terminal);
    say("with arguments", one("finddevice", 1, TEXT("/vdevice/vty@71000000:9600"), 0, 0, 0) == terminal);
    say("peer of no handle", one("peer", 1, 0x666, 0, 0, 0));
    say("child of no handle", one("child", 1, 0x666, 0, 0, 0));
    say("parent of no handle", one("parent", 1, 0x666, 0, 0, 0));
    fill('?');
    say("package-to-path", one("package-to-path", 3, terminal, TEXT(buffer), sizeof buffer, 0));
    tell("is", buffer);
    fill('?');
    say("cut", one("package-to-path", 3, terminal, TEXT(buffer), 8, 0));
    buffer[10] = 0;
    tell("is", buffer);
    say("of no handle", one("package-to-path", 3, 0x666, TEXT(buffer), sizeof buffer, 0));
    fill('?');
    say("instance-to-path", one("instance-to-path", 3, stdout_instance, TEXT(buffer), sizeof buffer, 0));
    tell("is", buffer);
    say("of no instance", one("instance-to-path", 3, 0x666, TEXT(buffer), sizeof buffer, 0));
    say("package of no instance", one("instance-to-package", 1, 0x666, 0, 0, 0));
    fill('?');
    say("getproplen", one("getproplen", 2, chosen, TEXT("bootargs"), 0, 0));
    say("getprop", one("getprop", 4, chosen, TEXT("bootargs"), TEXT(buffer), sizeof buffer));
    tell("is", buffer);
    fill('?');
    say("cut", one("getprop", 4, chosen, TEXT("bootargs"), TEXT(buffer), 4));
    buffer[6] = 0;
    tell("is", buffer);
    fill('?');
    say("name", one("getprop", 4, terminal, TEXT("name"), TEXT(buffer), sizeof buffer));
    tell("is", buffer);
    say("no property", one("getprop", 4, chosen, TEXT("nothing"), TEXT(buffer), sizeof buffer));
    say("its length", one("getproplen", 2, chosen, TEXT("nothing"), 0, 0));
    say("of no handle", one("getproplen", 2, 0x666, TEXT("name"), 0, 0));
    buffer[0] = 0;
    for (n = 0; n < 200 && one("nextprop", 3, rtas, TEXT(buffer), TEXT(buffer + 256), 0) == 1; n++)
        for (u32 i = 0; i < 64; i++) buffer[i] = buffer[256 + i];
    say("properties end", n > 2 && n < 200);
    say("behind none", one("nextprop", 3, rtas, TEXT("nothing"), TEXT(buffer), 0));
    say("setprop", one("setprop", 4, chosen, TEXT("strapwork,set"), TEXT("abc"), 4));
    fill('?');
    say("getprop", one("getprop", 4, chosen, TEXT("strapwork,set"), TEXT(buffer), sizeof buffer));
    tell("is", buffer);
    say("setprop again", one("setprop", 4, chosen, TEXT("strapwork,set"), TEXT("longer"), 7));
    say("getproplen", one("getproplen", 2, chosen, TEXT("strapwork,set"), 0, 0));
    say("same handle afterwards", one("finddevice", 1, TEXT("/rtas"), 0, 0, 0) == rtas);
    say("setprop of no handle", one("setprop", 4, 0x666, TEXT("a"), TEXT("b"), 2));
    say("claim", one("claim", 3, 0x4000000, 0x100000, 0, 0) == 0x4000000);
    say("claim again", one("claim", 3, 0x4000000, 0x1000, 0, 0));
    say("claim of its end", one("claim", 3, 0x40ff000, 0x2000, 0, 0));
    call("release", 2, 0, 0x4000000, 0x100000, 0, 0);
    say("claim after release", one("claim", 3, 0x4000000, 0x1000, 0, 0) == 0x4000000);
    n = one("claim", 3, 0, 0x1234, 0x10000, 0);
    say("claim anywhere is aligned", n != 0xffffffff && n % 0x10000 == 0);
    say("claim of nothing", one("claim", 3, 0x5000000, 0, 0, 0));
    say("claim of too much", one("claim", 3, 0, 0xf0000000, 0x1000, 0));
    say("open of nowhere", one("open", 1, TEXT("/nowhere"), 0, 0, 0));
    n = one("open", 1, TEXT("/vdevice/vty@71000000"), 0, 0, 0);
    say("open", n != 0 && one("instance-to-package", 1, n, 0, 0, 0) == terminal);
    say("write", one("write", 3, stdout_instance, TEXT("written\r\n"), 9, 0));
    say("write of no instance", one("write", 3, 0x666, TEXT("never\r\n"), 7, 0));
    say("read of what nobody types", one("read", 3, stdout_instance, TEXT(buffer), 1, 0));
    say("read of no instance", one("read", 3, 0x666, TEXT(buffer), 1, 0));
    say("seek of a terminal", one("seek", 3, stdout_instance, 0, 0, 0));
    n = one("milliseconds", 0, 0, 0, 0, 0);
    say("time goes on", one("milliseconds", 0, 0, 0, 0, 0) >= n);
    fill('?');
    say("canon", one("canon", 3, TEXT("/vdevice/vty"), TEXT(buffer), sizeof buffer, 0));
    tell("is", buffer);
    say("canon of nowhere", one("canon", 3, TEXT("/nowhere"), TEXT(buffer), sizeof buffer, 0));
    say("test of finddevice", one("test", 1, TEXT("finddevice"), 0, 0, 0));
    say("test of nothing", one("test", 1, TEXT("nothing"), 0, 0, 0));
    say("no service", call("nothing", 1, 1, 0, 0, 0, 0));
    say("missing arguments", call("getprop", 1, 1, chosen, 0, 0, 0));
    n = one("open", 1, TEXT("/rtas"), 0, 0, 0);
    say("no method", call("call-method", 2, 2, TEXT("nothing"), n, 0, 0) == 0 && out[0] == 0);
    say("test of interpret", one("test", 1, TEXT("interpret"), 0, 0, 0));
    say("test of chain", one("test", 1, TEXT("chain"), 0, 0, 0));
    say("test-method", one("test-method", 2, rtas, TEXT("instantiate-rtas"), 0, 0));
    say("test-method of nothing", one("test-method", 2, rtas, TEXT("nothing"), 0, 0));
    say("test-method of no handle", one("test-method", 2, 0x666, TEXT("instantiate-rtas"), 0, 0));
    say("method of another package", call("call-method", 3, 2, TEXT("instantiate-rtas"), stdout_instance, 0, 0) == 0 && out[0] == 0xffffffff);
    say("interpret", one("interpret", 1, TEXT("power-off-not"), 0, 0, 0));
    say("interpret returns", call("interpret", 1, 1, TEXT("words"), 0, 0, 0));
    say("enter", call("enter", 0, 0, 0, 0, 0, 0));
    say("set-symbol-lookup", call("set-symbol-lookup", 2, 0, 0, 0, 0, 0));
    say("chain", call("chain", 4, 0, 0x1000000, 0x1000, 0x1000000, 0));
    say("set-callback", one("set-callback", 1, 0, 0, 0, 0));
    say("quiesce", call("quiesce", 0, 0, 0, 0, 0, 0));
    write("calls: end\r\n");
    for (;;) ;
}

__asm__(".section .head, \"ax\"\n.globl _start\n_start: lis 1, stacktop@ha\n addi 1, 1, stacktop@l\n li 0, 0\n stwu 0, -64(1)\n mr 3, 5\n bl calls\n b .\n.text\n"
        ".section .bss.stack, \"aw\", @nobits\n.balign 16\n.space 0x8000\nstacktop: .space 64\n.text\n");
