package io.strapwork.menu.ins;

import io.strapwork.api.fetch.MenuReader;
import io.strapwork.testkit.contract.MenuReaderContract;
import java.nio.charset.StandardCharsets;

class InsContractTests extends MenuReaderContract {
    @Override
    protected MenuReader reader() {
        return new InsMenu();
    }

    @Override
    protected byte[] config() {
        return """
                * a kernel for the HMC
                images/kernel.img 0x00000000
                images/initrd.img 0x02000000
                images/parmfile 0x00010480
                """.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected String name() {
        return "/generic.ins";
    }

    @Override
    protected int entries() {
        return 1;
    }
}
