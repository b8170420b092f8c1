package io.strapwork.menu.ipxe;

import io.strapwork.api.fetch.MenuReader;
import io.strapwork.testkit.contract.MenuReaderContract;
import java.nio.charset.StandardCharsets;

class IpxeContractTests extends MenuReaderContract {
    @Override
    protected MenuReader reader() {
        return new IpxeMenu();
    }

    @Override
    protected byte[] config() {
        return """
                #!ipxe
                menu M
                item a A
                item b B
                choose --default b --timeout 1000 t && goto ${t}
                :a
                kernel k x=y
                initrd i
                boot
                :b
                kernel k2 || goto a
                boot
                """.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected String name() {
        return "/boot.ipxe";
    }
}
