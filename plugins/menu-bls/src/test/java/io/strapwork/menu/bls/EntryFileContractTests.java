package io.strapwork.menu.bls;

import io.strapwork.api.fetch.MenuReader;
import io.strapwork.testkit.contract.MenuReaderContract;
import java.nio.charset.StandardCharsets;

/** Of an entry of type 1. */
class EntryFileContractTests extends MenuReaderContract {
    @Override
    protected MenuReader reader() {
        return new BlsReader();
    }

    @Override
    protected byte[] config() {
        return """
                title   Lab
                version 6.1
                sort-key lab
                linux   /vmlinuz
                initrd  /initrd.img
                options root=/dev/sda1 "two words"
                """.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected String name() {
        return "/loader/entries/lab+3.conf";
    }

    @Override
    protected int entries() {
        return 1;
    }
}
