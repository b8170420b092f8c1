package io.strapwork.menu.ipxe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.fetch.FetchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings, their scopes and types: core/settings.c. */
class SettingsTests {
    private static final String[][] FACTS = {{"uuid", "4c4c4544-0051-3010-8052-b4c04f4e3332"}, {"manufacturer", "Dell Inc."},
        {"serial", "5Q0RN32"},
        {"gateway", "10.0.2.1"}, {"dns", "10.0.2.3, 10.0.2.4"}, {"hostname", "node7"}, {"bootfile", "ipxe.efi"}, {"option-175", "x"},
        {"option-43.116", "100"}, {"proxydhcp/next-server", "10.0.2.9"}, {"busid", "01:1a:f4:10:00"}, {"ip6", "fe80::1:0:0:2"},
        {"dhcp-server", "dhcp.example"}, {"site", "attic"}, {"memsize", "2048"}};

    private static Scripts with(String... lines) {
        Scripts scripts = Scripts.of(lines);
        for (String[] fact : FACTS) {
            scripts.fact(fact[0], fact[1]);
        }
        return scripts;
    }

    private static String expanded(String text) throws FetchException {
        return with("kernel k [" + text + "]", "boot").entry().commandLine().orElse("").replaceAll("^\\[|]$", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        "${mac} ! 52:54:00:12:34:56",
        "${mac:hexhyp} ! 52-54-00-12-34-56",
        "${net0/mac:hexraw} ! 525400123456",
        "${netX/mac} ! 52:54:00:12:34:56",
        "${net1/mac} ! ''",
        "${net${x}0/mac:hexhyp} ! 52-54-00-12-34-56",
        "${ip} ! 10.0.2.15",
        "${ip:hexraw} ! 0a00020f",
        "${ip:uint32} ! 0xa00020f",
        "${net0/ip} ! 10.0.2.15",
        "${net0.dhcp/ip} ! 10.0.2.15",
        "${dhcp/ip} ! 10.0.2.15",
        "${proxydhcp/ip} ! ''",
        "${next-server} ! 10.0.2.2",
        "${proxydhcp/next-server} ! 10.0.2.9",
        "${gateway}/${dns} ! 10.0.2.1/10.0.2.3",
        "${6:hexraw} ! 0a0002030a000204",
        "${dhcp-server} ! dhcp.example",
        "${hostname}${12:string}${0x0c} ! node7node7node7",
        "${filename}${67} ! ipxe.efiipxe.efi",
        "${175} ! x",
        "${net0/175:string} ! x",
        "${175:hex} ! 78",
        "${43.116:string} ! 100",
        "${43.116:int32} ! 3223600",
        "${uuid} ! 4c4c4544-0051-3010-8052-b4c04f4e3332",
        "${uuid:guid} ! 44454c4c-5100-1030-8052-b4c04f4e3332",
        "${manufacturer} ! Dell Inc.",
        "${manufacturer:uristring} ! Dell%20Inc.",
        "${manufacturer:base64} ! RGVsbCBJbmMu",
        "${serial} ! 5Q0RN32",
        "${smbios/serial} ! 5Q0RN32",
        "${net0/serial} ! ''",
        "${busid} ! 01:1a:f4:10:00",
        "${ip6} ! fe80::1:0:0:2",
        "${site} ! attic",
        "${memsize} ! 2048",
        "${ifname} ! net0",
        "${platform} ! efi",
        "${buildarch} ! x86_64",
        "${builtin/platform} ! efi",
        "${cwuri} ! http://10.0.2.2/boot/start.ipxe",
        "${cwduri} ! http://10.0.2.2/boot/",
        "${nothing} ! ''",
        "${} ! ''",
        "${mac:nonsense} ! ''",
        "${nowhere/mac} ! ''",
        "${ ! ${",
        "$} ! $}",
        "$mac ! $mac",
        "{mac} ! {mac}"})
    void whatFactsBecome(String text, String expected) throws FetchException {
        assertEquals(expected, expanded(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        "set a b ! ${a} ! b",
        "set a b c ! ${a} ! b c",
        "set a ! [${a}] ! []",
        "set a b && clear a ! [${a}] ! []",
        "clear never ! [${never}] ! []",
        "set a:int32 5 && inc a ! ${a} ! 6",
        "set a:int32 5 && inc a 3 && inc a ! ${a} ! 9",
        "set a:int32 -1 && inc a ! ${a} ! 0",
        "inc fresh ! ${fresh} ! 1",
        "inc fresh && inc fresh ! ${fresh:hex} ! 00:00:00:02",
        "set a 5 && inc a || set a text ! ${a} ! text",
        "set a:uint8 255 ! ${a} ! 0xff",
        "set a:uint8 0 ! ${a} ! 0x0",
        "set a:int8 255 ! ${a} ! -1",
        "set a:int16 0x102 ! ${a:hex} ! 01:02",
        "set a:int32 010 ! ${a} ! 8",
        "set a:int32 x || set a bad ! ${a} ! bad",
        "set a:nonsense x || set a bad ! ${a} ! bad",
        "set a:hex 61:62 ! ${a:string} ! ab",
        "set a:hex 61:62 ! ${a} ! 61:62",
        "set a:hexhyp 61-62 ! ${a:hexraw} ! 6162",
        "set a:hexraw 6162 ! ${a:string} ! ab",
        "set a:base64 YWI= ! ${a:string} ! ab",
        "set a:ipv4 1.2.3.4 ! ${a} ! 1.2.3.4",
        "set a:ipv4 1.2.3.4.5 || set a bad ! ${a} ! bad",
        "set a:ipv6 2001:db8::1 ! ${a} ! 2001:db8::1",
        "set a:uristring x%20y ! ${a:string} ! x y",
        "set space:hex 20:20 && set space ${space:string} ! [${space}] ! [  ]",
        "set net0/ip 192.0.2.7 ! ${ip} ${net0.dhcp/ip} ! 192.0.2.7 10.0.2.15",
        "set ip 192.0.2.8 ! ${ip} ${net0/ip} ! 192.0.2.8 10.0.2.15",
        "set net0/ip nonsense || set r bad ! ${r} ! bad",
        "set 12:string other ! ${hostname} ! other",
        "set netX/x y ! ${net0/x} ! y",
        "set own.block/x y ! ${own.block/x}${x} ! yy",
        "set a mac && set b :hexhyp ! ${${a}${b}} ! 52-54-00-12-34-56",
        "set i:int32 0 && set net0/y z ! ${net${i}/y} ! z",
        "set a x:y ! ${a} ! x:y",
        "set a 1 && set a ${a}0 && set a ${a}0 ! ${a} ! 100",
        "set a ${a} ${a} ! [${a}] ! [ ]",
        "read a ! [${a}] ! []",
        "set a kept && read a ! ${a} ! kept"})
    void whatScriptsStore(String line, String text, String expected) throws FetchException {
        assertEquals(expected, with(line, "kernel k " + text, "boot").entry().commandLine().orElse(""));
    }

    @Test
    void biosMeansThirtyTwoBits() throws FetchException {
        Scripts scripts = Scripts.of("kernel k ${platform} ${buildarch}", "boot").fact("platform", "pcbios");
        assertEquals("pcbios i386", scripts.entry().commandLine().orElse(""));
        assertEquals("efi arm64",
                Scripts.of("kernel k ${platform} ${buildarch}", "boot").fact("architecture", "aarch64").entry().commandLine().orElse(""));
        assertEquals("ppc64", Scripts.of("kernel k ${buildarch}", "boot").fact("architecture", "ppc64").entry().commandLine().orElse(""));
        assertEquals("i386", Scripts.of("kernel k ${buildarch}", "boot").fact("buildarch", "i386").entry().commandLine().orElse(""));
    }

    @Test
    void aWordIsCutBeforeItsSettingsArePutIn() throws FetchException {
        assertEquals("ok", Scripts.commandLine("set a b c", "iseq ${a} ${a} && set r ok", "kernel k ${r}", "boot"));
        assertEquals("||", Scripts.commandLine("set a:hex 7c:7c", "kernel k ${a:string}", "boot"));
        assertEquals("a  b", Scripts.commandLine("kernel k a ${nothing} b", "boot"));
    }

    @Test
    void chainedScriptsShareSettingsAndHaveTheirOwnPlace() throws FetchException {
        Scripts scripts = Scripts.of("set a outer", "chain sub/inner.ipxe", "kernel k ${a} ${cwuri}", "boot").put("sub/inner.ipxe",
                "set a ${a} ${cwduri}");
        assertEquals("outer http://10.0.2.2/boot/sub/ http://10.0.2.2/boot/start.ipxe", scripts.entry().commandLine().orElse(""));
    }
}
