package io.strapwork.stack.inet;

import io.strapwork.api.stack.IpStack;
import io.strapwork.api.time.BootClock;
import io.strapwork.testkit.contract.IpStackContract;
import java.util.random.RandomGenerator;

class InetStackContractTests extends IpStackContract {
    @Override
    protected IpStack stack(BootClock clock, RandomGenerator random) {
        return new InetStack(clock, random);
    }
}
