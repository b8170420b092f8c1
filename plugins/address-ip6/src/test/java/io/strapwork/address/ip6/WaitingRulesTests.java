package io.strapwork.address.ip6;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
