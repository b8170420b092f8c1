package io.strapwork.menu.ipxe;

import io.strapwork.rules.WaitingRules;

class WaitingRulesTests extends WaitingRules {}
