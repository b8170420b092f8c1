package io.strapwork.api.address;

import io.strapwork.api.machine.Architecture;
import java.util.Optional;
import java.util.UUID;
import org.apiguardian.api.API;

/**
 * What servers choose a boot file by.
 *
 * @param machine   what boots (DHCP option 93)
 * @param uuid      of the machine (option 97); empty when it has none
 * @param userClass whose boot program asks (option 77), such as {@code "iPXE"}: the one that the network has named before, and that would ask again; empty for
 *                  the firmware
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record BootFileRequest(Architecture machine, Optional<UUID> uuid, Optional<String> userClass) {}
