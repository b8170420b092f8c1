package io.strapwork.menu.pxelinux;

import io.strapwork.api.fetch.MenuReader;
import io.strapwork.testkit.contract.MenuReaderContract;
import java.nio.charset.StandardCharsets;

class PxelinuxContractTests extends MenuReaderContract {
    @Override
    protected MenuReader reader() {
        return new PxelinuxMenu();
    }

    @Override
    protected byte[] config() {
        return """
                default a
                menu title A
                label a
                  kernel /k
                  append x=y initrd=i
                label b
                  linux k2
                  initrd i,j
                """.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected String name() {
        return "/pxelinux.cfg/default";
    }
}
