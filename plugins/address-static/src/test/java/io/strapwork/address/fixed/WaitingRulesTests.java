package io.strapwork.address.fixed;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
