package io.strapwork.menu.zipl;

import io.strapwork.api.fetch.MenuReader;
import io.strapwork.testkit.contract.MenuReaderContract;
import java.nio.charset.StandardCharsets;

class ZiplContractTests extends MenuReaderContract {
    @Override
    protected MenuReader reader() {
        return new ZiplMenu();
    }

    @Override
    protected byte[] config() {
        return "zIPL boot map\ndefault 1\nprogram 1\nfile kernel\nprogram 2\nfile kernel\nfile cmdline\n".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected String name() {
        return "/boot-map";
    }

    @Override
    protected int entries() {
        return 2;
    }
}
