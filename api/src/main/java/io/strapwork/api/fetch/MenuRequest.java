package io.strapwork.api.fetch;

import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What a configuration is read for.
 *
 * @param config the file that reading begins with
 * @param prefix the folder that its program counts names from: that of DHCP option 210, or of the boot file, or the configuration's own; its path ends with a
 *               slash
 * @param facts  what is known of machine and network, by the keys of this record; others may be there
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record MenuRequest(BootUri config, BootUri prefix, Map<String, String> facts) {
    /** Six pairs of lower-case hexadecimal digits with colons. */
    public static final String MAC = "mac";
    /** The machine's own address. */
    public static final String IP = "ip";
    /** Of the machine, in lower case, as RFC 9562 writes it. */
    public static final String UUID = "uuid";
    /** {@code "x86_64"}, {@code "s390x"}, {@code "ppc64"}. */
    public static final String ARCHITECTURE = "architecture";
    /** As the network said it: a path or a URI. */
    public static final String BOOT_FILE = "bootfile";
    /** Of a boot file that takes a command line: RFC 5970's parameters, a space between two. */
    public static final String BOOT_PARAMETERS = "boot-parameters";
    public static final String NEXT_SERVER = "next-server";
    /** PXELINUX's configuration file (RFC 5071). */
    public static final String OPTION_209 = "option-209";
    /** PXELINUX's path prefix (RFC 5071). */
    public static final String OPTION_210 = "option-210";
    public static final String NETMASK = "netmask";
    public static final String GATEWAY = "gateway";
    public static final String DNS = "dns";
    public static final String HOSTNAME = "hostname";
    public static final String DOMAIN = "domain";
    public static final String DHCP_SERVER = "dhcp-server";

    /** What an operator told the firmware to boot, as {@link io.strapwork.api.machine.MachineFacts#loadparm}. */
    public static final String LOADPARM = "loadparm";

    public MenuRequest {
        facts = Map.copyOf(facts);
    }

    public Optional<String> fact(String key) {
        return Optional.ofNullable(facts.get(key));
    }
}
