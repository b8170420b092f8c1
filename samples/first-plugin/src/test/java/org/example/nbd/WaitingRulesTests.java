package org.example.nbd;

import io.strapwork.rules.WaitingRules;

/** Nobody waits but by the boot's clock: neither the plugin nor its tests. */
class WaitingRulesTests extends WaitingRules {}
