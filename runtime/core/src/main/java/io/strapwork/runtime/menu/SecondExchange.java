package io.strapwork.runtime.menu;

import io.strapwork.api.fetch.MenuRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Asks the network again as a boot program would that it has named. */
@FunctionalInterface
public interface SecondExchange {
    /** What DHCP names to an iPXE, among the facts of whoever only reads. */
    String IPXE_BOOT_FILE = "ipxe-bootfile";

    /**
     * Asks as iPXE does.
     *
     * @return what is known of machine and network then, as {@link MenuRequest#facts}; empty when nobody can be asked
     */
    Optional<Map<String, String>> asIpxe();

    /** Of somebody who only reads: the answer is a fact. */
    static SecondExchange of(Map<String, String> facts) {
        return () -> Optional.ofNullable(facts.get(IPXE_BOOT_FILE)).map(file -> {
            var told = new HashMap<>(facts);
            told.put(MenuRequest.BOOT_FILE, file);
            return told;
        });
    }
}
