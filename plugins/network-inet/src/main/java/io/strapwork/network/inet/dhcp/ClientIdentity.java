package io.strapwork.network.inet.dhcp;

import io.strapwork.api.machine.Architecture;
import java.util.Locale;
import java.util.Optional;

/**
 * Whose firmware a client says it is: options 60, 77, 93, 94 and 97 together, because boot servers choose by all of them; of DHCPv6, options 15, 16, 61 and 62. Numbers are IANA's Processor Architecture Types (RFC 5970).
 */
public enum ClientIdentity {
    /** A BIOS' PXE ROM (PXE 2.1). */
    PXE_BIOS("PXEClient", 0, Undi.PXE),
    /** UEFI's PXE, 64-bit x86. */
    UEFI_X64("PXEClient", 7, Undi.UEFI), UEFI_ARM64("PXEClient", 11, Undi.UEFI),
    /** UEFI HTTP boot (UEFI 2.10, 24.7). */
    UEFI_HTTP_X64("HTTPClient", 16, Undi.UEFI), UEFI_HTTP_ARM64("HTTPClient", 19, Undi.UEFI),
    /** Open Firmware on POWER. PXE servers answer only who calls itself PXEClient. */
    IEEE1275("PXEClient", 12, Undi.UEFI),
    /** QEMU's s390-ccw and the s390x loaders (31, s390 basic). */
    S390X("PXEClient", 31, Undi.UEFI),
    /** iPXE on a BIOS: PXE's options and the user class that scripts are given to. */
    IPXE("PXEClient", 0, Undi.PXE), IPXE_UEFI_X64("PXEClient", 7, Undi.UEFI);

    /** Versions of the universal network device interface (option 94). */
    enum Undi {
        PXE(2, 1), UEFI(3, 16);

        private final int major;
        private final int minor;

        Undi(int major, int minor) {
            this.major = major;
            this.minor = minor;
        }
    }

    private final String vendor;
    private final int architecture;
    private final Undi undi;

    ClientIdentity(String vendor, int architecture, Undi undi) {
        this.vendor = vendor;
        this.architecture = architecture;
        this.undi = undi;
    }

    /** Of a profile that does not say: what boot servers know such a machine as. */
    public static ClientIdentity of(Architecture machine) {
        return switch (machine) {
            case S390X -> S390X;
            case PPC64 -> IEEE1275;
            case X86_64 -> UEFI_X64;
        };
    }

    /** Option 93; 61 of DHCPv6. */
    public int architecture() {
        return architecture;
    }

    /** Option 60; 16 of DHCPv6. @param told option 93 as it is sent */
    public String vendorClass(int told) {
        return String.format(Locale.ROOT, "%s:Arch:%05d:UNDI:%03d%03d", vendor, told, undi.major, undi.minor);
    }

    /** Option 94; 62 of DHCPv6. */
    public byte[] undi() {
        return new byte[]{1, (byte) undi.major, (byte) undi.minor};
    }

    /** Option 77; 15 of DHCPv6; empty for firmware that sends none. */
    public Optional<String> userClass() {
        return this == IPXE || this == IPXE_UEFI_X64 ? Optional.of("iPXE") : Optional.empty();
    }
}
