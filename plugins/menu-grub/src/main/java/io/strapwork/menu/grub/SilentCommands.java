package io.strapwork.menu.grub;

import java.util.Map;
import java.util.Set;

/** Commands that change nothing of what is booted. */
final class SilentCommands {
    /** They do nothing and succeed: screens, keyboards, sounds, modules, passwords, time. */
    static final Set<String> DONE = Set.of("echo", "insmod", "rmmod", "lsmod", "terminal", "terminal_input", "terminal_output", "terminfo",
            "serial", "loadfont", "lsfonts",
            "play", "background_image", "background_color", "clear", "sleep", "cls", "videoinfo", "vbeinfo", "vbetest", "videotest",
            "gettext", "keymap", "at_keyboard",
            "password", "password_pbkdf2", "authenticate", "trust", "distrust", "list_trusted", "verify_detached", "hashsum", "md5sum",
            "sha1sum", "sha256sum",
            "sha512sum", "crc", "save_env", "list_env", "ls", "lsacpi", "lscoreboot", "lsefi", "lsefimmap", "lsefisystab", "lsapm",
            "lsmmap", "lspci", "cat", "hexdump",
            "help", "date", "usb", "nativedisk", "cryptomount", "drivemap", "parttool", "badram", "cutmem", "tpm", "net_bootp", "net_dhcp",
            "net_bootp6", "net_ipv6_autoconf",
            "net_add_addr", "net_del_addr", "net_add_route", "net_del_route", "net_ls_addr", "net_ls_cards", "net_ls_dns", "net_ls_routes",
            "net_add_dns", "net_del_dns",
            "net_nslookup", "net_set_vlan", "pxe_unload", "cbmemc", "coreboot_boottime", "boottime", "time_report", "gdbstub",
            "gdbstub_break", "gdbstub_stop", "fakebios",
            "loadbios", "hdparm", "efi-watchdog", "suspend", "macppcbless", "mactelbless", "normal_exit", "setkey", "lockdown", "msgmenu",
            "cmosset",
            "cmosclean", "write_byte", "write_word", "write_dword", "module_verify", "verifiers", "pager", "videomode", "xnu_splash");

    /** Not commands of GRUB, but of habit; a function of the configuration goes first. */
    static final Set<String> HABITS = Set.of("gfxmode", "gfxpayload", "savedefault", "save_default", "load_video", "recordfail", "timeout",
            "default", "color", "hiddenentry",
            "set_background_image");

    private SilentCommands() {}

    static void into(Map<String, CommandCode> commands) {
        for (String name : DONE) {
            commands.put(name, (runner, call) -> CommandCode.OK);
        }
        commands.put("true", (runner, call) -> CommandCode.OK);
        commands.put("false", (runner, call) -> CommandCode.FALSE);
        // nobody holds a key down here
        commands.put("keystatus", (runner, call) -> call.arguments().isEmpty() ? CommandCode.OK : CommandCode.FALSE);
        commands.put("cmostest", (runner, call) -> CommandCode.FALSE);
        commands.put("cpuid", (runner, call) -> {
            boolean long64 = call.arguments().isEmpty() || call.argument(0).equals("-l") || call.argument(0).equals("--long-mode")
                    || call.argument(0).equals("-p")
                    || call.argument(0).equals("--pae");
            return long64 && runner.variables().get("grub_cpu").matches("x86_64|i386") ? CommandCode.OK : CommandCode.FALSE;
        });
        commands.put("fwsetup", (runner, call) -> {
            // with this argument it is a question, and the answer is no: there is no firmware to set up
            if (!call.argument(0).equals("--is-supported")) {
                runner.load().leave("it opens the firmware's settings");
                runner.stop(ScriptRunner.Stop.EXIT);
            }
            return CommandCode.FALSE;
        });
    }
}
