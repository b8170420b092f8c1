package io.strapwork.runtime;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("AssemblyTests", "many assemblies at once, without a boot or a clock"),
                Map.entry("BundleTests", "a class file is written on a larger stack, without a boot or a clock"),
                Map.entry("HashedBesideTests", "a thread of plain computing has to be gone"),
                Map.entry("PlacedDigest", "told of each piece while it is written; in virtual time all is written before it begins"));
    }
}
