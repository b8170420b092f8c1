package io.strapwork.address.dhcp;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
