package io.strapwork.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;

/**
 * One way to boot.
 *
 * @param peer         such as "ipxe-rom"
 * @param protocol     such as "http"; "none" where nothing is fetched
 * @param network      "user" or "gateway"; "none"
 * @param command      the whole process; its standard output is the guest's console
 * @param capture      frames as the guest's card sees them, written by QEMU's filter-dump
 */
record PeerBoot(String architecture, String peer, String protocol, String network, List<String> command, Path capture) {
    PeerBoot {
        command = List.copyOf(command);
    }

    String name() {
        return architecture + "/" + peer + "/" + protocol + "/" + network;
    }
}
