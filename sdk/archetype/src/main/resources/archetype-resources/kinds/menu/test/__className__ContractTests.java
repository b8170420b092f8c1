package ${package};

import io.strapwork.api.fetch.MenuReader;
import io.strapwork.testkit.contract.MenuReaderContract;
import java.nio.charset.StandardCharsets;

/** What every reader of menus does. */
class ${className}ContractTests extends MenuReaderContract {
    @Override
    protected MenuReader reader() {
        return new ${className}Reader();
    }

    @Override
    protected byte[] config() {
        return "# two entries\ninstall vmlinuz initrd.gz console=ttyS0 quiet\nrescue /vmlinuz - single\n".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected String name() {
        return "/lab/menu.${id}";
    }
}
