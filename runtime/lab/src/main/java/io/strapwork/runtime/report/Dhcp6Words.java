package io.strapwork.runtime.report;

import io.netty.util.NetUtil;
import io.strapwork.network.inet.dhcp6.Dhcp6Message;
import io.strapwork.network.inet.dhcp6.Dhcp6Option;
import io.strapwork.network.inet.dhcp6.Dhcp6Options;
import io.strapwork.network.inet.nd.RouterAdvertisement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** DHCPv6 messages and router advertisements in words. */
final class Dhcp6Words {
    private Dhcp6Words() {}

    static List<String> of(Dhcp6Message message) {
        Dhcp6Options options = message.options();
        var words = new ArrayList<String>();
        message.server().ifPresent(duid -> words.add("server: " + duid));
        options.associations().forEach(association -> {
            association.addresses().forEach(each -> words.add("address: " + NetUtil.toAddressString(each.address()) + ", valid "
                    + lifetime(each.validLifetime())));
            association.status().ifPresent(status -> words.add("status of the association: " + status));
        });
        options.status().ifPresent(status -> words.add("status: " + status));
        message.bootFile().ifPresent(file -> words.add("59 boot file URL: " + file));
        message.bootParameters().forEach(parameter -> words.add("60 boot file parameter: " + parameter));
        if (options.has(Dhcp6Option.RAPID_COMMIT)) {
            words.add("rapid commit");
        }
        list("asks for options", options.unsignedShorts(Dhcp6Option.OPTION_REQUEST), words);
        list("client architecture", options.unsignedShorts(Dhcp6Option.CLIENT_ARCHITECTURE), words);
        list("user class", options.texts(Dhcp6Option.USER_CLASS), words);
        list("vendor class", options.vendorClass(), words);
        list("name servers", options.addresses(Dhcp6Option.DNS_SERVERS).stream().map(NetUtil::toAddressString).toList(), words);
        list("search domains", options.domains(Dhcp6Option.DOMAIN_LIST, words::add), words);
        options.unsignedByte(Dhcp6Option.PREFERENCE).ifPresent(preference -> words.add("preference: " + preference));
        for (int code : options.codes()) {
            if (!KNOWN.contains(code)) {
                words.add(code + ": " + HexFormat.of().formatHex(options.bytes(code).orElse(new byte[0])));
            }
        }
        return words;
    }

    private static final List<Integer> KNOWN = List.of(Dhcp6Option.CLIENT_IDENTIFIER, Dhcp6Option.SERVER_IDENTIFIER, Dhcp6Option.IA_NA,
            Dhcp6Option.OPTION_REQUEST, Dhcp6Option.PREFERENCE, Dhcp6Option.ELAPSED_TIME, Dhcp6Option.STATUS_CODE,
            Dhcp6Option.RAPID_COMMIT, Dhcp6Option.USER_CLASS, Dhcp6Option.VENDOR_CLASS, Dhcp6Option.DNS_SERVERS,
            Dhcp6Option.DOMAIN_LIST, Dhcp6Option.BOOT_FILE_URL, Dhcp6Option.BOOT_FILE_PARAMETERS, Dhcp6Option.CLIENT_ARCHITECTURE);

    static List<String> of(RouterAdvertisement router) {
        var words = new ArrayList<String>();
        words.add("flags: " + (router.managed() ? "M" : "-") + (router.other() ? "O" : "-") + ", default router for " + router.lifetime()
                + " s, preference " + router.preference());
        router.prefixes().forEach(prefix -> words.add("prefix: " + NetUtil.toAddressString(prefix.prefix()) + "/" + prefix.length()
                + (prefix.onLink() ? ", on link" : "") + (prefix.autonomous() ? ", autonomous" : "") + ", valid "
                + lifetime(prefix.validLifetime())));
        router.routes().forEach(route -> words.add("route: " + NetUtil.toAddressString(route.prefix()) + "/" + route.length()));
        router.dnsServers().forEach(servers -> list("name servers", servers.addresses().stream().map(NetUtil::toAddressString).toList(),
                words));
        router.searchLists().forEach(domains -> list("search domains", domains.domains(), words));
        router.mtu().ifPresent(mtu -> words.add("MTU: " + mtu));
        return words;
    }

    private static void list(String name, List<?> values, List<String> words) {
        if (!values.isEmpty()) {
            words.add(name + ": " + values.stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
    }

    private static String lifetime(long seconds) {
        return seconds == RouterAdvertisement.INFINITY ? "forever" : seconds + " s";
    }
}
