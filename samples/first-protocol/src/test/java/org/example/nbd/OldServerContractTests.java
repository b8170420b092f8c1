package org.example.nbd;

import org.example.nbd.FakeNbd.Manner;

/** The same against a server that knows neither NBD_OPT_GO nor structured replies. */
class OldServerContractTests extends NbdContractTests {
    @Override
    Manner manner() {
        var manner = new Manner();
        manner.go = false;
        manner.structured = false;
        manner.noZeroes = false;
        return manner;
    }
}
