package io.strapwork.address.auto;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
